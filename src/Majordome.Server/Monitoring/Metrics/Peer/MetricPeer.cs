using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Majordome.Domain;
using Majordome.Protocols.Prometheus;
using Majordome.Server.Platform;

namespace Majordome.Server.Monitoring.Metrics.Peer;

/// <summary>What the peer says to a write.</summary>
public enum PeerVerdict
{
    /// <summary>It has it.</summary>
    Taken,

    /// <summary>It will never take this: 400, 413, 422.</summary>
    Refused,

    /// <summary>Not now: it does not answer, answers 5xx or 429, or does not let us in, which people can mend.</summary>
    Later,
}

/// <summary>The peer's answer to a write.</summary>
/// <param name="Verdict">What it comes to.</param>
/// <param name="Reason">In its own words, cut after 300 characters; empty when it has it.</param>
/// <param name="RetryAfter">When it asks to be asked again (RFC 9110, 10.2.3).</param>
public sealed record PeerAnswer(PeerVerdict Verdict, string Reason = "", TimeSpan? RetryAfter = null);

/// <summary>
/// Speaks with a Prometheus-compatible store: remote write 1.0 out, the HTTP API's instant queries in. Redirects are not followed, no proxy is used;
/// an answer is read as it comes, up to <see cref="MostSamples"/>.
/// </summary>
public sealed class MetricPeer : IDisposable
{
    /// <summary>The most samples of one answer: some 80 MB in memory.</summary>
    public const int MostSamples = 5_000_000;

    private const int LongestReason = 300;
    private const int LongestText = 1024 * 1024;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly MetricsAddress address;
    private readonly TimeProvider time;
    private readonly HttpClient http;

    /// <summary>A peer with a pool of connections of its own.</summary>
    public MetricPeer(MetricsAddress address, TimeProvider time)
    {
        (this.address, this.time) = (address, time);
        http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AutomaticDecompression = DecompressionMethods.None,
        })
        { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>How people call it: its host and port.</summary>
    public string Name => address.Query.Authority;

    /// <summary>Writes a request of remote write.</summary>
    /// <param name="body">Compressed (<see cref="RemoteWriteWriter.ToBody"/>).</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<PeerAnswer> WriteAsync(byte[] body, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(RemoteWriteWriter.ContentType);
        content.Headers.ContentEncoding.Add("snappy");
        using var request = Request(address.Write, content);
        request.Headers.TryAddWithoutValidation(RemoteWriteWriter.VersionHeader, RemoteWriteWriter.Version);
        using var end = Patience();
        try
        {
            return await AskAsync(request, AnswerAsync, end.Token, cancellationToken);
        }
        catch (Exception failure) when (IsOfThePeer(failure, cancellationToken))
        {
            return new PeerAnswer(PeerVerdict.Later, Shown(failure.Message));
        }
    }

    /// <summary>How long one waits from now on: a minute, for all parts of a question together.</summary>
    public CancellationTokenSource Patience() => new(Longest, time);

    /// <summary>Asks for a matrix.</summary>
    /// <param name="query">PromQL.</param>
    /// <param name="at">For this instant, in milliseconds since 1970 UTC.</param>
    /// <param name="until">When the peer has had its time (<see cref="Patience"/>).</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The series, or <c>unavailable-metrics</c> (the peer, why).</returns>
    public async Task<Result<MatrixSeries[]>> QueryAsync(string query, long at, CancellationToken until, CancellationToken cancellationToken)
    {
        using var content = new FormUrlEncodedContent([new("query", query), new("time", (at / 1000m).ToString("0.000", CultureInfo.InvariantCulture))]);
        using var request = Request(address.Query, content);
        try
        {
            return await AskAsync(request, MatrixAsync, until, cancellationToken);
        }
        catch (Exception failure) when (IsOfThePeer(failure, cancellationToken))
        {
            return Failed(failure.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private static bool IsOfThePeer(Exception failure, CancellationToken asked) =>
        failure is HttpRequestException or IOException || (failure is OperationCanceledException && !asked.IsCancellationRequested);

    private HttpRequestMessage Request(Uri uri, HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, uri) { Content = content };
        request.Headers.Authorization = address.Authorization;
        return request;
    }

    private async Task<T> AskAsync<T>(
        HttpRequestMessage request, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken until, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(until, cancellationToken);
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
        return await read(answer, either.Token);
    }

    private async Task<PeerAnswer> AnswerAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.IsSuccessStatusCode)
        {
            return new PeerAnswer(PeerVerdict.Taken);
        }

        var isRefused = answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity;
        var asked = answer.Headers.RetryAfter;
        var wait = asked?.Delta ?? (asked?.Date is { } date ? date - time.GetUtcNow() : null);
        return new PeerAnswer(isRefused ? PeerVerdict.Refused : PeerVerdict.Later, await ReasonAsync(answer, cancellationToken), wait);
    }

    private async Task<Result<MatrixSeries[]>> MatrixAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (!answer.IsSuccessStatusCode)
        {
            return Failed(await ReasonAsync(answer, cancellationToken));
        }

        var reader = new MatrixReader(MostSamples);
        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            for (var (held, isLast) = (0, false); !isLast && reader.Fault is null;)
            {
                if (held == buffer.Length)
                {
                    // One text fills it all: a label's value of this length is none.
                    if (held > LongestText)
                    {
                        return Failed("answer-too-large");
                    }

                    Grow(ref buffer);
                }

                var came = await body.ReadAsync(buffer.AsMemory(held), cancellationToken);
                (held, isLast) = (held + came, came == 0);
                var consumed = reader.Read(buffer.AsSpan(0, held), isLast);
                buffer.AsSpan(consumed..held).CopyTo(buffer);
                held -= consumed;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return reader.Fault is { } fault ? Failed(fault.ToString())
            : reader.Error is { } error ? Failed(error)
            : reader.Series.ToArray();
    }

    private static void Grow(ref byte[] buffer)
    {
        var more = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(more, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = more;
    }

    private Refusal Failed(string why) => Refusal.Of("", "unavailable-metrics", Name, Shown(why));

    private static async Task<string> ReasonAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var start = new byte[LongestReason];
        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var length = await body.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
        return Shown(string.Create(CultureInfo.InvariantCulture, $"HTTP {(int)answer.StatusCode} {Encoding.UTF8.GetString(start, 0, length)}"));
    }

    private static string Shown(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length > LongestReason ? line[..LongestReason] : line;
    }
}
