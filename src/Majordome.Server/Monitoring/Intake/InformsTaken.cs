using System.Diagnostics.CodeAnalysis;
using System.Net;
using Majordome.Protocols.Snmp.Notifications;
using NodaTime;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>What tells an inform from another.</summary>
/// <param name="From">Where it comes from.</param>
/// <param name="RequestId">The number its sender gave it.</param>
/// <param name="Sender">The bytes of its community or user, in hexadecimal.</param>
/// <param name="Said">Hash of what it says: a device that starts again may count its requests anew.</param>
internal readonly record struct Inform(IPAddress From, int RequestId, string Sender, int Said)
{
    /// <summary>What tells this one.</summary>
    public static Inform Of(IPAddress from, SnmpNotification told) =>
        new(from, told.RequestId, Convert.ToHexString(told.Sender.Span), TrapText.Of(told).GetHashCode(StringComparison.Ordinal));
}

/// <summary>
/// The informs of the last moments. One that is not answered in time is sent again as it was (RFC 3413, 3.3; net-snmp does so each second): what waits
/// for the disk is kept once, and each of its repetitions is answered.
/// </summary>
internal sealed class InformsTaken(IClock clock)
{
    /// <summary>How long an inform is known again.</summary>
    public static readonly Duration Known = Duration.FromMinutes(1);

    /// <summary>The most that are known; when there are more, all are forgotten.</summary>
    public const int Most = 1_000;

    private readonly Lock gate = new();
    private readonly Dictionary<Inform, (Task<bool> Kept, Instant Until)> taken = [];

    /// <summary>Whether an inform was taken already.</summary>
    /// <param name="inform">Which.</param>
    /// <param name="kept">What ends when it is on disk, with whether it is.</param>
    public bool TryFind(Inform inform, [NotNullWhen(true)] out Task<bool>? kept)
    {
        lock (gate)
        {
            var isKnown = taken.TryGetValue(inform, out var found) && clock.GetCurrentInstant() < found.Until;
            kept = found.Kept;
            return isKnown;
        }
    }

    /// <summary>Remembers an inform.</summary>
    public void Add(Inform inform, Task<bool> kept)
    {
        lock (gate)
        {
            if (taken.Count >= Most)
            {
                taken.Clear();
            }

            taken[inform] = (kept, clock.GetCurrentInstant() + Known);
        }
    }
}
