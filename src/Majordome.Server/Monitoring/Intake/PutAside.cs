using System.Text;
using Majordome.Domain;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>What is put aside.</summary>
/// <param name="Reason">Why: a rule.</param>
/// <param name="Payload">What it says.</param>
/// <param name="More">How many more of the kind came, which are counted and not kept.</param>
public sealed record Stray(string Reason, string Payload, long More = 0);

/// <summary>Puts aside what belongs nowhere.</summary>
[Requires(Permission.ManageEstate, Everywhere = true, Untraced = "what belongs to no client is in no client's chain; the rows themselves tell what came")]
public sealed class PutAside(AppDb db, IClock clock)
{
    /// <summary>The most rows of a kind and sender; what comes beyond is counted on the newest.</summary>
    public const int Most = 1_000;

    /// <summary>The longest payload kept, in bytes of UTF-8; the rest is cut off.</summary>
    public const int LongestPayload = 64 * 1024;

    /// <summary>Puts them aside, in the order given.</summary>
    /// <param name="kind">In which form they came.</param>
    /// <param name="from">From whom: the id of a source, or an address.</param>
    /// <param name="fromName">How people call that.</param>
    /// <param name="strays">What.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>How many were kept.</returns>
    public async Task<Result<int>> HandleAsync(string kind, string from, string fromName, IReadOnlyList<Stray> strays, CancellationToken cancellationToken)
    {
        var rows = db.Set<StrayMessage>().Where(m => m.Kind == kind && m.From == from);
        var kept = Math.Clamp(Most - await rows.CountAsync(cancellationToken), 0, strays.Count);
        var now = clock.GetCurrentInstant();
        StrayMessage? newest = null;
        foreach (var stray in strays.Take(kept))
        {
            newest = new StrayMessage
            {
                Id = Ids.At(now), ReceivedAt = now, Kind = kind, From = from, FromName = fromName, Reason = stray.Reason, Payload = Cut(stray.Payload), NotKept = stray.More,
            };
            db.Add(newest);
        }

        if (kept < strays.Count)
        {
            newest ??= await rows.OrderByDescending(m => m.Id).FirstAsync(cancellationToken);
            newest.NotKept += strays.Skip(kept).Sum(stray => 1 + stray.More);
        }

        return kept;
    }

    private static string Cut(string payload)
    {
        var plain = StoredText.Plain(payload);
        if (Encoding.UTF8.GetByteCount(plain) <= LongestPayload)
        {
            return plain;
        }

        var bytes = new byte[LongestPayload];
        Encoding.UTF8.GetEncoder().Convert(plain, bytes, flush: false, out _, out var used, out _);
        return Encoding.UTF8.GetString(bytes, 0, used);
    }
}
