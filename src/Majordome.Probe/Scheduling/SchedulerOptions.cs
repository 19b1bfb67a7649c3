using NodaTime;

namespace Majordome.Probe.Scheduling;

/// <summary>How much a probe does at once.</summary>
/// <param name="Concurrency">Checks at work at once, at least 1. 512 by default: most only wait for an answer.</param>
/// <param name="Processes">Of these, checks that start a program; at least 1. By default four for each processor, since plugins mostly wait too.</param>
/// <param name="PerPeer">Of these, checks that speak to one and the same peer; at least 1. 4 by default: a slow peer holds up its own checks, and is not stormed.</param>
public sealed record SchedulerOptions(int Concurrency = 512, int? Processes = null, int PerPeer = 4)
{
    /// <summary>The limit of processes in force.</summary>
    public int ProcessLimit => Processes ?? Math.Max(8, 4 * Environment.ProcessorCount);
}

/// <summary>How the scheduler fares.</summary>
/// <param name="Checks">Checks it runs.</param>
/// <param name="Running">At work now.</param>
/// <param name="Waiting">Due, and held up by a limit.</param>
/// <param name="Started">Runs started so far.</param>
/// <param name="LateStarts">Of these, more than a second late.</param>
/// <param name="WorstDelay">The longest delay of a start.</param>
/// <param name="TotalDelay">All delays together; divided by the runs, their mean.</param>
public sealed record SchedulerFigures(
    int Checks, int Running, int Waiting, long Started, long LateStarts, Duration WorstDelay, Duration TotalDelay);
