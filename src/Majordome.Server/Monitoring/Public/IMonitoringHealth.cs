using System.Collections.Immutable;
using NodaTime;

namespace Majordome.Server.Monitoring.Public;

/// <summary>How monitoring itself fares: for whoever watches over the server and tells its administrators.</summary>
public interface IMonitoringHealth
{
    /// <summary>Looks.</summary>
    Task<MonitoringHealth> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>How monitoring fares.</summary>
/// <param name="Probes">Every probe.</param>
/// <param name="LastLookedAt">When checks were last looked at for silence in this process; old when that has stopped.</param>
/// <param name="Strays">Results of checks that are not known, put aside.</param>
public sealed record MonitoringHealth(ImmutableArray<ProbeHealthView> Probes, Instant LastLookedAt, int Strays);

/// <summary>How a probe fares.</summary>
/// <param name="Id">Key.</param>
/// <param name="Name">Its name.</param>
/// <param name="LastSeenAt">When it was last heard; <c>null</c>: never.</param>
/// <param name="SilentSince">Since when it is silent: one alert for the probe, whatever the number of its checks. <c>null</c>: it speaks.</param>
/// <param name="Checks">How many checks it runs.</param>
/// <param name="Lost">Results that its disk could not hold, in its present numbering.</param>
/// <param name="LastLost">When the last of these was started.</param>
/// <param name="ClockOffset">How far its clock is from the server's.</param>
/// <param name="Running">Runs at work when it was last heard.</param>
/// <param name="Waiting">Results on its disk then, which it was still to send.</param>
/// <param name="LateStarts">Runs that started more than a second late, since it started.</param>
/// <param name="WorstDelay">By how much the latest of all its runs started late, since it started.</param>
public sealed record ProbeHealthView(
    Guid Id, string Name, Instant? LastSeenAt, Instant? SilentSince, int Checks, long Lost, Instant? LastLost, Duration ClockOffset,
    int Running, long Waiting, long LateStarts, Duration WorstDelay);
