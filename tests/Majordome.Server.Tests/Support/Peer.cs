using System.Diagnostics;

namespace Majordome.Server.Tests.Support;

/// <summary>A program of Debian that sends to the server, as people have it.</summary>
internal static class Peer
{
    /// <summary>Runs it to its end.</summary>
    /// <param name="package">What brings it; a visible skip without.</param>
    /// <param name="program">Its path.</param>
    /// <param name="arguments">What it is given.</param>
    /// <param name="input">What it reads.</param>
    public static async Task<(int Exit, string Said)> RunAsync(string package, string program, string[] arguments, string? input = null)
    {
        if (!File.Exists(program))
        {
            Missing.Package(package);
        }

        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["MIBS"] = "";
        using var peer = Process.Start(start)!;
        var said = Task.WhenAll(peer.StandardOutput.ReadToEndAsync(), peer.StandardError.ReadToEndAsync());
        await peer.StandardInput.WriteAsync(input);
        peer.StandardInput.Close();
        await peer.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (peer.ExitCode, string.Join('\n', await said));
    }
}

/// <summary>Waits for what the server does by itself.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongPatience = TimeSpan.FromSeconds(60);

    /// <summary>Waits until it is so, twice as long; fails when it never is.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> holds) => (await ReadAsync(holds, static isSo => isSo, LongPatience)).ShouldBeTrue("within a minute");

    /// <summary>Reads until it is so; what was read last when it never is.</summary>
    public static Task<T> ReadAsync<T>(Func<Task<T>> read, Func<T, bool> isSo) => ReadAsync(read, isSo, Patience);

    private static async Task<T> ReadAsync<T>(Func<Task<T>> read, Func<T, bool> isSo, TimeSpan patience)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var found = await read();
            if (isSo(found) || TimeProvider.System.GetElapsedTime(begun) > patience)
            {
                return found;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
