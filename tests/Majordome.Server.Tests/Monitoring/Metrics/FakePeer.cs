using System.Net;
using System.Net.Sockets;
using System.Text;
using Majordome.Protocols.Prometheus;
using Majordome.Protocols.Snappy;

namespace Majordome.Server.Tests.Monitoring.Metrics;

/// <summary>Takes remote write and answers what the test says; what it took, by series.</summary>
internal sealed class FakePeer : IAsyncDisposable
{
    private readonly HttpListener listener;
    private readonly Task serving;

    public FakePeer()
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Url = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
        }

        listener = new HttpListener { Prefixes = { Url + "/" }, IgnoreWriteExceptions = true };
        listener.Start();
        serving = ServeAsync();
    }

    public string Url { get; }

    /// <summary>The status of an answer, for the names of the series that a request holds.</summary>
    public Func<IReadOnlyCollection<string>, int> Status { get; set; } = _ => 204;

    public string? RetryAfter { get; set; }

    public string Says { get; set; } = "";

    /// <summary>Whether a question is answered; nothing is found. Otherwise it hangs.</summary>
    public Func<bool> Answers { get; set; } = () => true;

    /// <summary>Questions so far.</summary>
    public int Questions { get; private set; }

    public List<string?> Authorizations { get; } = [];

    public Dictionary<string, List<double>> Taken { get; } = [];

    public async ValueTask DisposeAsync()
    {
        listener.Close();
        await serving;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            await AnswerAsync(context);
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var body = new MemoryStream();
        await context.Request.InputStream.CopyToAsync(body);
        Authorizations.Add(context.Request.Headers["Authorization"]);
        if (context.Request.Url!.AbsolutePath.EndsWith("/query", StringComparison.Ordinal))
        {
            Questions++;
            if (Answers())
            {
                context.Response.Close("""{"status":"success","data":{"resultType":"matrix","result":[]}}"""u8.ToArray(), false);
            }

            return;
        }

        var series = Read(body.ToArray());
        context.Response.StatusCode = Status([.. series.Select(s => s.Name)]);
        if (RetryAfter is { } after)
        {
            context.Response.AddHeader("Retry-After", after);
        }

        if (context.Response.StatusCode == 204)
        {
            series.ForEach(s => (Taken.TryGetValue(s.Name, out var known) ? known : Taken[s.Name] = []).AddRange(s.Values));
            context.Response.Close();
        }
        else
        {
            context.Response.Close(Encoding.UTF8.GetBytes(Says), false);
        }
    }

    private static List<(string Name, double[] Values)> Read(byte[] body)
    {
        SnappyBlock.TryReadLength(body, out var length).ShouldBeTrue();
        var request = new byte[length];
        SnappyBlock.TryDecompress(body, request, out _, out _).ShouldBeTrue();
        var found = new List<(string, double[])>();
        var reader = new RemoteWriteReader(request);
        while (reader.MoveNext())
        {
            var values = new List<double>();
            foreach (var sample in reader.Current.Samples)
            {
                values.Add(sample.Value);
            }

            found.Add((LabelBlock.Read(reader.Current.LabelBlock).Single(label => label.Key == LabelBlock.Name).Value, [.. values]));
        }

        return found;
    }
}
