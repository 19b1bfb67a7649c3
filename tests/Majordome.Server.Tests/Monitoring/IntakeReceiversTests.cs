using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Majordome.Protocols.Zabbix;
using Majordome.Server.Monitoring.Intake;
using Majordome.Server.Monitoring.Metrics;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Majordome.Server.Tests.Monitoring;

public sealed class IntakeReceiversTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    public static TheoryData<DatabaseKind> Both => Databases.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Numbers_of_zabbix_sender_are_series_and_the_answer_counts_what_was_kept(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        await SourceAsync(watched, "127.0.0.0/8");
        var second = watched.Now.ToUnixTimeSeconds();
        var answer = await ZabbixAsync(watched, new
        {
            request = "sender data",
            data = new object[]
            {
                new { host = "SRV-ERP01", key = "load[1]", value = "0.25", clock = second, ns = 5_000 },
                new { host = "SRV-ERP01", key = "load[1]", value = 1.5, clock = second + 1 },
                new { host = "SRV-ERP01", key = "state", value = "tout va bien", clock = second },
                new { host = "SRV-ERP01", key = "load[1]", value = "NaN" },
                new { host = "SRV-ERP01", key = "load[1]", value = "7", clock = second + 7_200 },
                new { host = "SRV-ERP01" },
            },
        });

        answer.ShouldContain("processed: 2; failed: 4; total: 6;");
        var store = watched.Server.Services.GetRequiredService<IMetricStore>();
        var found = await store.FindAsync(watched.ClientId, [new("__name__", "zabbix"), new("host", "SRV-ERP01")], 10, Cancel);
        found.ShouldHaveSingleItem()["key"].ShouldBe("load[1]");
        var samples = (await store.SamplesAsync(watched.ClientId, found, (second - 60) * 1_000_000, (second + 60) * 1_000_000, Cancel)).ShouldHaveSingleItem();
        samples.Instants.ToArray().ShouldBe([second * 1_000_000 + 5, (second + 1) * 1_000_000]);
        samples.Values.ToArray().ShouldBe([0.25, 1.5]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Nothing_of_an_unknown_address_or_above_the_allowance_is_answered_as_processed(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        var request = new { request = "sender data", data = new[] { new { host = "a", key = "k", value = "1" }, new { host = "a", key = "l", value = "2" } } };
        (await ZabbixAsync(watched, request)).ShouldContain("processed: 0; failed: 2; total: 2;");

        await SourceAsync(watched, "127.0.0.1", mostSeries: 1);
        (await ZabbixAsync(watched, request)).ShouldContain("processed: 1; failed: 1; total: 2;");
        (await ZabbixAsync(watched, new { request = "active checks", host = "a" })).ShouldContain("\"failed\"");
    }

    private static async Task<string> SourceAsync(Watched watched, string? networks, int mostSeries = Source.DefaultMostSeries) =>
        (await watched.Server.RunAsync(
            Watched.Program, (AddSource c) => c.HandleAsync(watched.ClientId, new SourceForm("Zabbix", networks, MostSeries: mostSeries), Cancel))).Value.Token;

    private static async Task<string> ZabbixAsync(Watched watched, object request)
    {
        using var listener = ActivatorUtilities.CreateInstance<ZabbixListener>(watched.Server.Services, new ServerOptions { ZabbixListen = "127.0.0.1:0" });
        await listener.StartAsync(Cancel);
        using var peer = new TcpClient();
        await peer.ConnectAsync(listener.Endpoint.ShouldNotBeNull(), Cancel);
        var stream = peer.GetStream();
        var frame = ZabbixFrame.Write(JsonSerializer.SerializeToUtf8Bytes(request));
        await stream.WriteAsync(frame.AsMemory(0, 9), Cancel);
        await stream.WriteAsync(frame.AsMemory(9), Cancel);
        using var answer = new MemoryStream();
        await stream.CopyToAsync(answer, Cancel);
        await listener.StopAsync(Cancel);
        return System.Text.Encoding.UTF8.GetString(ZabbixFrame.Read(answer.ToArray(), 4096).Data.ShouldNotBeNull());
    }
}
