using System.CommandLine;
using Majordome.Domain;
using Majordome.Probe.Snmp;
using Majordome.Protocols.Snmp;
using Majordome.Protocols.Snmp.Usm;
using Endpoint = Majordome.Probe.Network.Endpoint;

namespace Majordome.Server.Monitoring.ByHand;

/// <summary>The device and the options by which it is asked, as the <c>snmp</c> commands take them.</summary>
internal sealed class SnmpArguments
{
    private const int DefaultPort = 161;

    private static readonly Dictionary<string, UsmAuthentication> Algorithms = new(StringComparer.OrdinalIgnoreCase)
    {
        ["md5"] = UsmAuthentication.Md5,
        ["sha"] = UsmAuthentication.Sha1,
        ["sha1"] = UsmAuthentication.Sha1,
        ["sha224"] = UsmAuthentication.Sha224,
        ["sha256"] = UsmAuthentication.Sha256,
        ["sha384"] = UsmAuthentication.Sha384,
        ["sha512"] = UsmAuthentication.Sha512,
    };

    private readonly Argument<string> device = new("HOST:PORT") { Description = "L’équipement ; port 161 s’il est omis (the device)" };
    private readonly Option<string> community = new("--community") { Description = "La communauté, en v1 et v2c (the community)", DefaultValueFactory = _ => "public" };
    private readonly Option<bool> v1 = new("--v1") { Description = "Version 1 au lieu de 2c (version 1)" };
    private readonly Option<string?> user = new("--v3") { Description = "Version 3, avec cet utilisateur (version 3, with this user)", HelpName = "USER" };
    private readonly Option<string?> authentication = new("--auth") { Description = "md5, sha1, sha224, sha256, sha384 ou sha512, et le mot de passe (and password)", HelpName = "sha256:PASS" };
    private readonly Option<string?> privacy = new("--priv") { Description = "Chiffrement et mot de passe (encryption and password)", HelpName = "aes:PASS" };
    private readonly Option<int> timeout = new("--timeout") { Description = "Millisecondes d’attente par réponse (milliseconds per answer)", DefaultValueFactory = _ => 1_000 };
    private readonly Option<int> retries = new("--retries") { Description = "Nouvelles tentatives (retries)", DefaultValueFactory = _ => 2 };

    /// <summary>The options, on a command.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(device);
        foreach (var option in new Option[] { community, v1, user, authentication, privacy, timeout, retries })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The device as it was written.</summary>
    public string Name(ParseResult call) => call.GetRequiredValue(device);

    /// <summary>The target; refused when a part cannot be read or the name has no address.</summary>
    public async Task<Result<SnmpTarget>> TargetAsync(ParseResult call, CancellationToken cancel)
    {
        var credentials = Credentials(call);
        if (!credentials.TryGet(out var accepted, out var refused))
        {
            return refused;
        }

        if (call.GetRequiredValue(timeout) is < 1 or > 60_000 || call.GetRequiredValue(retries) is < 0 or > 10)
        {
            return Refusal.Of("timeout", "snmp-patience-out-of-bounds");
        }

        if (!Endpoint.TryRead(Name(call), DefaultPort, out var endpoint))
        {
            return Refusal.Of("device", "target-not-host-and-port", Name(call));
        }

        try
        {
            var addresses = await System.Net.Dns.GetHostAddressesAsync(endpoint.Host, cancel);
            return new SnmpTarget(new(addresses[0], endpoint.Port), accepted, TimeSpan.FromMilliseconds(call.GetRequiredValue(timeout)), call.GetRequiredValue(retries));
        }
        catch (System.Net.Sockets.SocketException)
        {
            return Refusal.Of("device", "snmp-name-unknown", endpoint.Host);
        }
    }

    private Result<SnmpCredentials> Credentials(ParseResult call)
    {
        if (call.GetValue(user) is not { } name)
        {
            return new SnmpCommunity(call.GetValue(v1) ? SnmpVersion.V1 : SnmpVersion.V2c, call.GetRequiredValue(community));
        }

        // What follows the first colon is the password, colons and all; it is never repeated in a sentence.
        var (algorithm, password) = Split(call.GetValue(authentication));
        var (cipher, secret) = Split(call.GetValue(privacy));
        var known = UsmAuthentication.None;
        if (algorithm is not null && !Algorithms.TryGetValue(algorithm, out known))
        {
            return Refusal.Of("auth", "snmp-algorithm-unknown", algorithm);
        }

        if (cipher is not null && !cipher.Equals("aes", StringComparison.OrdinalIgnoreCase))
        {
            return Refusal.Of("priv", "snmp-cipher-unknown", cipher);
        }

        if (cipher is not null && known == UsmAuthentication.None)
        {
            return Refusal.Of("priv", "snmp-privacy-without-authentication");
        }

        return password is { Length: < UsmUser.ShortestPassword } || secret is { Length: < UsmUser.ShortestPassword }
            ? Refusal.Of("auth", "snmp-password-short", UsmUser.ShortestPassword)
            : new SnmpUser(new UsmUser(name, known, password ?? "", secret));
    }

    private static (string? Name, string? Password) Split(string? text) =>
        text is null ? (null, null) : text.IndexOf(':', StringComparison.Ordinal) is >= 0 and var at ? (text[..at], text[(at + 1)..]) : (text, "");
}
