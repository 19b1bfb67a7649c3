using NodaTime;

namespace Majordome.Domain.Contracts;

/// <summary>What a new contract proposes; every value can be edited.</summary>
public static class ServiceDefaults
{
    /// <summary>GTI / GTR: P1 30 min / 4 h, P2 1 h / 8 h, P3 4 h / 24 h, P4 8 h / best effort.</summary>
    public static readonly ByPriority<ServiceTargets> Targets = new(
        new(Duration.FromMinutes(30), Duration.FromHours(4)),
        new(Duration.FromHours(1), Duration.FromHours(8)),
        new(Duration.FromHours(4), Duration.FromHours(24)),
        new(Duration.FromHours(8), null));

    /// <summary>The default targets, P1 in one calendar and the rest in another.</summary>
    /// <param name="critical">The calendar of P1, usually round the clock.</param>
    /// <param name="office">The calendar of P2 to P4.</param>
    public static ByPriority<ServicePromise?> Promises(string critical, string office) =>
        ByPriority.Of(p => (ServicePromise?)new ServicePromise(Targets[p], p == Priority.P1 ? critical : office));
}

/// <summary>What is promised for one priority. In a scope line, what is <c>null</c> is as the contract says.</summary>
/// <param name="Targets">GTI and GTR.</param>
/// <param name="Calendar">The name of the calendar in whose service time they count.</param>
public sealed record ServicePromise(ServiceTargets? Targets = null, string? Calendar = null);
