using System.Collections.Immutable;
using NodaTime;

namespace Majordome.Domain.Monitoring;

/// <summary>Why nothing is told.</summary>
public enum MuteKind
{
    /// <summary>A maintenance window of the item: work was announced.</summary>
    Maintenance,

    /// <summary>A person silenced the alert until a time, with a reason.</summary>
    Silence,
}

/// <summary>A time during which nothing is told of an item or a check: neither a problem nor its end.</summary>
public sealed record Mute
{
    /// <summary>The longest silence a person may ask for; what must be quiet for longer is a check to change.</summary>
    public static readonly Duration LongestSilence = Duration.FromDays(30);

    /// <summary>The longest reason, in characters.</summary>
    public const int LongestReason = 500;

    private Mute(MuteKind kind, Instant from, Instant until, string reason) => (Kind, From, Until, Reason) = (kind, from, until, reason);

    /// <summary>Window or silence.</summary>
    public MuteKind Kind { get; }

    /// <summary>First instant of the quiet.</summary>
    public Instant From { get; }

    /// <summary>End of the quiet, itself not quiet.</summary>
    public Instant Until { get; }

    /// <summary>The reason given; never empty.</summary>
    public string Reason { get; }

    /// <summary>
    /// Makes a mute, or refuses: <c>until-not-after-from</c> (until, from), <c>silence-too-long</c> (length, longest), <c>reason-required</c>,
    /// <c>text-too-long</c> (length, longest).
    /// </summary>
    public static Result<Mute> Create(MuteKind kind, Instant from, Instant until, string? reason)
    {
        var refusals = ImmutableArray.CreateBuilder<Refusal>();
        if (until <= from)
        {
            refusals.Add(Refusal.Of("until", "until-not-after-from", until, from));
        }
        else if (kind == MuteKind.Silence && until - from > LongestSilence)
        {
            refusals.Add(Refusal.Of("until", "silence-too-long", until - from, LongestSilence));
        }

        var trimmed = reason?.Trim() ?? "";
        if (trimmed.Length == 0)
        {
            refusals.Add(Refusal.Of("reason", "reason-required", reason));
        }
        else if (trimmed.Length > LongestReason)
        {
            refusals.Add(Refusal.Of("reason", "text-too-long", trimmed.Length, LongestReason));
        }

        return refusals.Count > 0 ? refusals.ToImmutable() : new Mute(kind, from, until, trimmed);
    }

    /// <summary>Whether an instant is within the quiet.</summary>
    public bool Covers(Instant instant) => From <= instant && instant < Until;

    /// <summary>When the quiet around an instant ends, mutes that touch or overlap taken as one; <c>null</c> when it is not quiet.</summary>
    public static Instant? QuietUntil(IEnumerable<Mute> mutes, Instant instant)
    {
        var end = instant;
        foreach (var mute in mutes.OrderBy(mute => mute.From))
        {
            if (mute.Covers(end))
            {
                end = mute.Until;
            }
        }

        return end == instant ? null : end;
    }
}
