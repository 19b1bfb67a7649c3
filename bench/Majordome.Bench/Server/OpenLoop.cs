using System.Collections.Concurrent;
using System.Diagnostics;

namespace Majordome.Bench.Server;

/// <summary>What a steady rate of requests met.</summary>
/// <param name="Asked">Requests sent.</param>
/// <param name="Answered">Those answered with the page that was asked for.</param>
/// <param name="Times">From the instant a request was due to the last byte of its answer, sorted.</param>
/// <param name="BodyBytes">Of the last page.</param>
public sealed record LoadRun(int Asked, int Answered, IReadOnlyList<TimeSpan> Times, int BodyBytes)
{
    /// <summary>The time within which that share of the requests was answered (nearest rank).</summary>
    public TimeSpan Percentile(int percent) => Times[Math.Max(0, (int)Math.Ceiling(percent / 100.0 * Times.Count) - 1)];
}

/// <summary>
/// Sends requests at a steady rate, whatever the answers take: a server that stalls is charged for every request that waited (no coordinated omission).
/// </summary>
public static class OpenLoop
{
    /// <summary>How a ticket's row is told in the page of the day.</summary>
    private const string Row = "href=\"/tickets/T-";

    /// <summary>Sends for a while.</summary>
    /// <param name="http">Signed in.</param>
    /// <param name="path">What is asked.</param>
    /// <param name="rate">Requests a second.</param>
    /// <param name="duration">How long.</param>
    public static async Task<LoadRun> RunAsync(HttpClient http, string path, int rate, TimeSpan duration)
    {
        var total = (int)(rate * duration.TotalSeconds);
        var times = new ConcurrentBag<TimeSpan>();
        var (answered, bytes) = (0, 0);
        var start = Stopwatch.GetTimestamp();
        async Task AskAsync(TimeSpan due)
        {
            using var answer = await http.GetAsync(path);
            var page = await answer.Content.ReadAsStringAsync();
            times.Add(Stopwatch.GetElapsedTime(start) - due);
            bytes = page.Length;
            if (answer.IsSuccessStatusCode && page.Contains(Row, StringComparison.Ordinal))
            {
                Interlocked.Increment(ref answered);
            }
        }

        var requests = new List<Task>(total);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (requests.Count < total)
        {
            await timer.WaitForNextTickAsync();
            while (requests.Count < total && TimeSpan.FromSeconds(requests.Count / (double)rate) is var due && due <= Stopwatch.GetElapsedTime(start))
            {
                requests.Add(AskAsync(due));
            }
        }

        await Task.WhenAll(requests);
        return new LoadRun(total, answered, [.. times.Order()], bytes);
    }
}
