using NodaTime;

namespace Majordome.Domain.Contracts;

/// <summary>
/// What a contract promises for one priority, in service time (time during which its calendar is open).
/// </summary>
/// <param name="Response">GTI: from the registration to the real start of work; at least zero. <c>null</c>: best effort.</param>
/// <param name="Restoration">GTR: from the registration to the restoration of service; at least zero. <c>null</c>: best effort.</param>
public readonly record struct ServiceTargets(Duration? Response, Duration? Restoration);
