using Majordome.Server.Monitoring.Checks;

namespace Majordome.Server.Tests.Monitoring;

/// <summary>What native checks say, for who reads French.</summary>
public sealed class NativeWordsTests
{
    [Theory]
    [InlineData("tcp", "connection refused", "connexion refusée")]
    [InlineData("http", "no answer within 10.5 s", "aucune réponse en 10,5\u00A0s")]
    [InlineData("cpu", "99.5 % busy, 0 % waiting for disks, 0.1 % stolen", "99,5\u00A0% occupé, 0\u00A0% en attente des disques, 0,1\u00A0% pris par l’hôte")]
    [InlineData("memory", "81.2 % used, 4.7 GiB available of 25 GiB", "81,2\u00A0% utilisés, 4,7\u00A0Gio libres sur 25\u00A0Gio")]
    [InlineData("ssh", "SSH-2.0-OpenSSH_9.2p1, 4.5 ms", "SSH-2.0-OpenSSH_9.2p1, 4,5\u00A0ms")]
    [InlineData("snmp-sensors", "8 sensors as they should be, 4 states not judged", "8 capteurs comme il faut, états non jugés\u00A0: 4")]
    [InlineData("snmp-sensors", "2 of 9 sensors: Volume 1 is degraded; PSU2 has no power", "capteurs en cause, 2 sur 9\u00A0: Volume 1 est dégradé; PSU2 n’est pas alimenté")]
    [InlineData("http", "HTTP 200 OK from http://intranet/accueil after 1 redirect, 12.2 ms", "HTTP 200 OK par http://intranet/accueil (redirections\u00A0: 1), 12,2\u00A0ms")]
    [InlineData("icmp", "127.0.0.1 answers in 0.25 ms, 0 % lost, ended after 5 of 20", "127.0.0.1 répond en 0,25\u00A0ms, 0\u00A0% perdus, arrêté après 5 sur 20")]
    [InlineData("ntp", "the time server is not synchronised", "le serveur de temps n’est pas synchronisé")]
    [InlineData("http", "HTTP 200 OK; the pattern took too long, 12.2 ms", "HTTP 200 OK; le motif a pris trop de temps, 12,2\u00A0ms")]
    public void Known_phrases_are_told_in_French(string type, string said, string french) => NativeWords.Tell(type, said, inFrench: true).ShouldBe(french);

    [Fact]
    public void What_a_plugin_says_is_not_touched() => NativeWords.Tell("plugin", "connection refused 1.5 s", inFrench: true).ShouldBe("connection refused 1.5 s");

    [Fact]
    public void Who_reads_English_reads_what_was_said() => NativeWords.Tell("tcp", "connection refused", inFrench: false).ShouldBe("connection refused");
}
