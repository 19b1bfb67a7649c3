using System.Globalization;
using System.Text;
using Majordome.EndToEnd.Tests.Support;
using Majordome.Protocols.Snmp;
using Majordome.Tests.Shared;

namespace Majordome.Bench.Peers.Snmp;

/// <summary>Prometheus's exporter, with a module of its own for the two tables (Debian ships none), and who asks it for every device.</summary>
internal sealed class SnmpExporter : IAsyncDisposable
{
    public static readonly DebianPackage Package = new("prometheus-snmp-exporter", "/usr/bin/prometheus-snmp-exporter");

    private const int DevicesAtOnce = 16;

    private readonly PeerProcess process;
    private readonly HttpClient http;

    private SnmpExporter(PeerProcess process, int port)
    {
        this.process = process;
        http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromMinutes(1) };
    }

    /// <summary>What it uses.</summary>
    public ProcessTree Tree => process.Tree;

    public static async Task<SnmpExporter> StartAsync(int repetitions, CancellationToken cancellation)
    {
        var (folder, port) = (PeerProcess.MakeFolder("snmp-exporter"), Ports.Free());
        var file = Path.Combine(folder, "snmp.yml");
        await File.WriteAllTextAsync(file, Module(repetitions), cancellation);
        var process = PeerProcess.Start(folder, listens: false, Package.File, $"--config.file={file}", string.Create(CultureInfo.InvariantCulture, $"--web.listen-address=127.0.0.1:{port}"));
        var exporter = new SnmpExporter(process, port);
        await Wait.UntilAsync(async () => (await exporter.http.GetAsync("/", cancellation)).IsSuccessStatusCode, "the exporter answers", TimeSpan.FromSeconds(30));
        return exporter;
    }

    /// <summary>Asks for every device once: how many objects came, and the sum that shows they were read.</summary>
    public async Task<(long Objects, double Sum)> AskAsync(int devices, int port, CancellationToken cancellation)
    {
        var (objects, sum) = (0L, 0.0);
        var gate = new Lock();
        await Parallel.ForEachAsync(AgentFarm.Addresses(devices), new ParallelOptions { MaxDegreeOfParallelism = DevicesAtOnce, CancellationToken = cancellation }, async (address, stop) =>
        {
            var page = await http.GetStringAsync($"/snmp?module=tables&target={address}:{port}", stop);
            var (count, part) = (0, 0.0);
            foreach (var line in page.AsSpan().EnumerateLines())
            {
                count += line.StartsWith("if") ? 1 : 0;
                part += line.StartsWith("ifHCInOctets{") ? double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture) : 0;
            }

            lock (gate)
            {
                (objects, sum) = (objects + count, sum + part);
            }
        });
        return (objects, sum);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await process.DisposeAsync();
    }

    private static string Module(int repetitions)
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"""
            tables:
              version: 2
              max_repetitions: {repetitions}
              auth: {"{"}community: public{"}"}
              walk: [{InterfaceObjects.Entry}, {InterfaceObjects.ExtendedEntry}]
              metrics:

            """));
        foreach (var column in InterfaceObjects.Columns)
        {
            var type = column.Value(1).Type switch
            {
                SnmpType.Counter32 or SnmpType.Counter64 => "counter",
                SnmpType.OctetString when column.Name == "ifPhysAddress" => "PhysAddress48",
                SnmpType.OctetString => "DisplayString",
                SnmpType.ObjectIdentifier => "OctetString",
                _ => "gauge",
            };
            text.Append(CultureInfo.InvariantCulture, $$"""
                  - name: {{column.Name}}
                    oid: {{column.Entry}}.{{column.Number}}
                    type: {{type}}
                    help: of {{column.Name}}
                    indexes: [{labelname: port, type: gauge}]

                """);
        }

        return text.ToString();
    }
}
