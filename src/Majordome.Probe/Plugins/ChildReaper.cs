using System.Runtime.InteropServices;

namespace Majordome.Probe.Plugins;

/// <summary>
/// Waits for the children that <see cref="ChildProcess"/> starts. Each leads a session and so a process group of its own; when it ends, what is
/// left of its group is ended with it, before its number can be given to anybody else.
/// </summary>
internal static unsafe partial class ChildReaper
{
    private const int PidKind = 1; // P_PID
    private const int NoHang = 1; // WNOHANG
    private const int Exited = 4; // WEXITED
    private const int KeepWaitable = 0x0100_0000; // WNOWAIT
    private const int Kill9 = 9;
    private const int PidInSigInfo = 16; // offset of si_pid in siginfo_t of 64-bit Linux

    private static readonly Lock Gate = new();
    private static readonly Dictionary<int, TaskCompletionSource<int>> Children = [];
    private static readonly PosixSignalRegistration Signal = PosixSignalRegistration.Create(PosixSignal.SIGCHLD, static _ => Sweep());

    /// <summary>Watches a child that was just started; its wait status (<c>waitpid(2)</c>) when it ends, also when it has by now: its number stays its own until it is collected.</summary>
    public static Task<int> WatchAsync(int pid)
    {
        GC.KeepAlive(Signal);
        var ended = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (Gate)
        {
            Children[pid] = ended;
            if (HasEnded(pid))
            {
                Collect(pid);
            }
        }

        return ended.Task;
    }

    /// <summary>Ends a child and its whole group, if it has not ended yet.</summary>
    public static void Kill(int pid)
    {
        lock (Gate)
        {
            if (Children.ContainsKey(pid))
            {
                SendSignal(-pid, Kill9);
            }
        }
    }

    /// <summary>Collects the children that have ended.</summary>
    private static void Sweep()
    {
        lock (Gate)
        {
            List<int>? ended = null;
            foreach (var pid in Children.Keys)
            {
                if (HasEnded(pid))
                {
                    (ended ??= []).Add(pid);
                }
            }

            foreach (var pid in ended ?? [])
            {
                Collect(pid);
            }
        }
    }

    private static bool HasEnded(int pid)
    {
        var info = stackalloc byte[128];
        new Span<byte>(info, 128).Clear();
        return WaitId(PidKind, pid, info, NoHang | Exited | KeepWaitable) == 0 && *(int*)(info + PidInSigInfo) == pid;
    }

    private static void Collect(int pid)
    {
        // The child is dead but not yet collected, so that its number, which is its group's, is still its own.
        SendSignal(-pid, Kill9);
        int status;
        while (WaitPid(pid, &status, 0) < 0 && Marshal.GetLastPInvokeError() == 4)
        {
            // EINTR: again.
        }

        Children.Remove(pid, out var waiting);
        waiting!.TrySetResult(status);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "waitid")]
    private static partial int WaitId(int kind, int id, byte* info, int options);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitPid(int pid, int* status, int options);
}
