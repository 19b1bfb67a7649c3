using System.Diagnostics;

namespace Majordome.EndToEnd.Tests.Support;

/// <summary>Waits for what must become true; a failure says what did not, and what was seen last.</summary>
public static class Wait
{
    public static async Task<TimeSpan> UntilAsync(Func<Task<bool>> condition, string what, TimeSpan atMost)
    {
        var watch = Stopwatch.StartNew();
        Exception? last = null;
        while (watch.Elapsed < atMost)
        {
            try
            {
                if (await condition())
                {
                    return watch.Elapsed;
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException or IOException or ShouldAssertException)
            {
                last = exception;
            }

            using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
            await pause.WaitForNextTickAsync();
        }

        throw new TimeoutException($"Within {atMost}: {what}. {last?.Message}");
    }
}
