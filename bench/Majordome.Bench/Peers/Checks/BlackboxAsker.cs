using System.Globalization;
using System.Net;

namespace Majordome.Bench.Peers.Checks;

/// <summary>Asks the exporter for every check of a load once a minute, evenly, over connections kept open, as Prometheus would; its own processor time is nobody's.</summary>
internal sealed class BlackboxAsker(int exporter, CheckLoad load) : IDisposable
{
    private const int Lines = 8;
    private readonly HttpClient http = new(new SocketsHttpHandler { MaxConnectionsPerServer = Lines, AutomaticDecompression = DecompressionMethods.None });

    /// <summary>Asks until cancelled.</summary>
    public Task RunAsync(CancellationToken until) => Task.WhenAll(Enumerable.Range(0, Lines).Select(line => AskAsync(line, until)));

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private async Task AskAsync(int line, CancellationToken until)
    {
        try
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1) * Lines / load.Count);
            for (var check = line; await timer.WaitForNextTickAsync(until); check = (check + Lines) % load.Count)
            {
                var address = CheckLoad.Address(check);
                var (module, target) = CheckLoad.IsHttp(check) ? ("http", $"http%3A%2F%2F{address}%3A{load.Port}%2F") : ("tcp", $"{address}%3A{load.Port}");
                await http.GetStringAsync(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{exporter}/probe?module={module}&target={target}"), until);
            }
        }
        catch (OperationCanceledException) when (until.IsCancellationRequested)
        {
            // Asked long enough.
        }
    }
}
