using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace Majordome.Probe.Plugins;

/// <summary>What a child printed on one of its outputs.</summary>
/// <param name="Kept">The beginning, up to what was to be kept.</param>
/// <param name="Total">How many bytes there were, kept or not.</param>
internal sealed record ChildOutput(byte[] Kept, long Total)
{
    public bool IsWhole => Kept.Length == Total;
}

/// <summary>How a child ended.</summary>
/// <param name="Code">Exit code; <c>null</c> when it was ended by a signal or did not start.</param>
/// <param name="Signal">The signal that ended it, if one did.</param>
/// <param name="StartError">Why it did not start, in the system's words.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Errors">Its standard error.</param>
internal sealed record ChildExit(int? Code, int? Signal, string? StartError, ChildOutput Output, ChildOutput Errors);

/// <summary>
/// Runs a program to its end: in a session of its own, with nothing on its standard input, in <c>/</c>, with the few environment variables
/// that programs need and none of this process's (which hold secrets). Its outputs are read without a thread; what exceeds a limit is drained and counted.
/// </summary>
internal static class ChildProcess
{
    /// <summary>Who prints more than this will not come to an end by itself: it is ended.</summary>
    public const long MostOutput = 16 * 1024 * 1024;

    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    /// <summary>Runs a program.</summary>
    /// <param name="file">Absolute path.</param>
    /// <param name="arguments">Its arguments, without its own name.</param>
    /// <param name="keep">How many bytes of each output are kept.</param>
    /// <param name="deadline">Ends it, with all its descendants that did not leave its group.</param>
    /// <exception cref="OperationCanceledException">The deadline came first. Its processes are ended.</exception>
    public static async Task<ChildExit> RunAsync(string file, IReadOnlyList<string> arguments, int keep, CancellationToken deadline)
    {
        deadline.ThrowIfCancellationRequested();
        using var output = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.None);
        using var errors = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.None);
        var pid = PosixSpawn.Start(file, arguments, output.ClientSafePipeHandle, errors.ClientSafePipeHandle, out var error);
        output.DisposeLocalCopyOfClientHandle();
        errors.DisposeLocalCopyOfClientHandle();
        if (pid == 0)
        {
            return new ChildExit(null, null, Marshal.GetPInvokeErrorMessage(error), new([], 0), new([], 0));
        }

        var ended = ChildReaper.WatchAsync(pid);
        using var reading = new CancellationTokenSource();
        var (said, complained) = (ReadAsync(output, keep, pid, reading.Token), ReadAsync(errors, keep, pid, reading.Token));
        try
        {
            var status = await ended.WaitAsync(deadline).ConfigureAwait(false);

            // Only a descendant that left the group can still hold the pipes: it is not waited for.
            reading.CancelAfter(LastWords);
            return ExitOf(status, await said.ConfigureAwait(false), await complained.ConfigureAwait(false));
        }
        finally
        {
            ChildReaper.Kill(pid);
            await reading.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(said, complained).ConfigureAwait(false);
        }
    }

    private static ChildExit ExitOf(int status, ChildOutput output, ChildOutput errors)
    {
        var signal = status & 0x7F; // WTERMSIG; zero: WIFEXITED
        return new ChildExit(signal == 0 ? (status >> 8) & 0xFF : null, signal == 0 ? null : signal, null, output, errors);
    }

    private static async Task<ChildOutput> ReadAsync(Stream pipe, int keep, int pid, CancellationToken cancellation)
    {
        var (buffer, filled, total) = (new byte[1024], 0, 0L);
        var drain = Array.Empty<byte>();
        try
        {
            while (true)
            {
                if (filled == buffer.Length && filled < keep)
                {
                    Array.Resize(ref buffer, Math.Min(keep, filled * 4));
                }

                drain = filled == keep && drain.Length == 0 ? new byte[65536] : drain;
                var room = filled < keep ? buffer.AsMemory(filled) : drain;
                var read = await pipe.ReadAsync(room, cancellation).ConfigureAwait(false);
                total += read;
                filled = Math.Min(keep, filled + read);
                if (read == 0 || total > MostOutput)
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody waits for the rest.
        }

        if (total > MostOutput)
        {
            ChildReaper.Kill(pid);
        }

        return new ChildOutput(buffer[..filled], total);
    }
}
