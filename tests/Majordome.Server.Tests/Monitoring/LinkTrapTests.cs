using System.Text;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Tests.Snmp;
using Majordome.Protocols.Snmp;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Monitoring.Intake;
using Majordome.Server.Monitoring.Probes;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using NodaTime;

namespace Majordome.Server.Tests.Monitoring;

/// <summary>A trap is a message; the check that it asks for says what is so.</summary>
public sealed class LinkTrapTests
{
    private const uint Up = 1, Down = 2;

    private static readonly string[] Port = ["1.3.6.1.2.1.2.2.1.1.3", "i", "3"];

    public static TheoryData<DatabaseKind> Both => Databases.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_link_that_is_told_of_is_looked_at_long_before_its_turn(DatabaseKind kind)
    {
        await using var device = new AgentSimulator(Link(Up));
        await using var listening = await Listening.StartAsync(kind);
        await listening.Watched.Server.RunAsync(Watched.Program, (TemplatesTests.GiveAddress c) => c.HandleAsync(listening.Watched.AssetId, "127.0.0.1"));
        await listening.SourceAsync();
        var check = await listening.Watched.AddAsync(new CheckForm
        {
            Name = "Interfaces", Type = "snmp-interfaces", Target = $"{device.Address}", Interval = Duration.FromHours(12), RetryInterval = Duration.FromSeconds(1), Confirmations = new(Critical: 1),
        });
        var traps = "udp:" + (await listening.StartAsync<TrapListener>(new ServerOptions { SnmpTrapListen = "127.0.0.1:0" })).Endpoints[0];
        await listening.StartAsync<EmbeddedProbe>(new ServerOptions { Data = listening.Watched.Server.DataFolder });
        (await StandsAsync(listening, check, s => s.LastText is not null)).LastText!.ShouldStartWith("1 of 1 interfaces up");

        device.Become(Link(Down));
        await Peer.RunAsync("snmp", "/usr/bin/snmptrap", ["-v", "2c", "-c", "public", traps, "", "1.3.6.1.6.3.1.1.5.3", .. Port]);
        var down = await StandsAsync(listening, check, s => s.Confirmed is CheckStatus.Critical);
        (down.Confirmed, down.LastText).ShouldBe((CheckStatus.Critical, "1 of 1 interfaces: Gi0/3 is down"));

        device.Become(Link(Up));
        await Peer.RunAsync("snmp", "/usr/bin/snmptrap", ["-v", "1", "-c", "public", traps, "1.3.6.1.4.1.8072", "127.0.0.1", "3", "0", "", .. Port]);
        (await StandsAsync(listening, check, s => s.Confirmed is CheckStatus.Ok)).Confirmed.ShouldBe(CheckStatus.Ok);
    }

    private static Task<CheckStanding> StandsAsync(Listening listening, Guid check, Func<CheckStanding, bool> isSo) =>
        Eventually.ReadAsync(() => listening.Watched.StandingAsync(check), isSo);

    private static IEnumerable<KeyValuePair<Oid, SnmpValue>> Link(uint state) =>
    [
        KeyValuePair.Create(Oid.Parse("1.3.6.1.2.1.1.3.0"), SnmpValue.Unsigned(SnmpType.TimeTicks, 100_000)),
        KeyValuePair.Create(Oid.Parse("1.3.6.1.2.1.2.2.1.2.3"), SnmpValue.Octets(SnmpType.OctetString, Encoding.UTF8.GetBytes("Gi0/3"))),
        KeyValuePair.Create(Oid.Parse("1.3.6.1.2.1.2.2.1.3.3"), SnmpValue.Integer(6)),
        KeyValuePair.Create(Oid.Parse("1.3.6.1.2.1.2.2.1.7.3"), SnmpValue.Integer(Up)),
        KeyValuePair.Create(Oid.Parse("1.3.6.1.2.1.2.2.1.8.3"), SnmpValue.Integer(state)),
    ];
}
