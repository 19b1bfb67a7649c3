using Majordome.Probe.Checks;

namespace Majordome.Probe.Machine;

/// <summary>
/// A look at this machine that may block beyond any signal: at a file system whose server is gone, at a process whose memory is not to be had. One thread may wait
/// there, never two.
/// </summary>
internal sealed class BlockingLook
{
    private Task<CheckOutcome>? looking;

    /// <summary>Looks, and waits for what was seen until the deadline.</summary>
    /// <param name="look">The look.</param>
    /// <param name="blocked">What is told while an earlier look has not ended.</param>
    /// <param name="deadline">When nobody waits for it any more.</param>
    public Task<CheckOutcome> RunAsync(Func<CheckOutcome> look, CheckOutcome blocked, CancellationToken deadline)
    {
        if (looking is { IsCompleted: false })
        {
            return Task.FromResult(blocked);
        }

        looking = Task.Run(look, CancellationToken.None);
        return looking.WaitAsync(deadline);
    }
}
