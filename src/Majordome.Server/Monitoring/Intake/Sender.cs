using Majordome.Domain;
using Majordome.Server.Monitoring.Metrics;
using NodaTime;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>Who sends, once it is known.</summary>
/// <param name="ClientId">Whose everything is that it sends.</param>
/// <param name="SourceId">The source; for a person's token, the token.</param>
/// <param name="Name">How people call it.</param>
/// <param name="MostSeries">Series it may have: those of its client that it was the first to bring.</param>
/// <param name="MostSamples">Samples a minute it may send.</param>
/// <param name="MostMessages">Messages a minute it may send.</param>
public sealed record Sender(Guid ClientId, Guid SourceId, string Name, int MostSeries, int MostSamples, int MostMessages)
{
    /// <summary>The longest message it may send, in octets.</summary>
    public int LongestMessage { get; init; } = Source.DefaultLongestMessage;

    /// <summary>The client's zone, for dates that tell none.</summary>
    public DateTimeZone Zone { get; init; } = DateTimeZone.Utc;

    /// <summary>Whether it may write to a series: one that its client has already, whoever brought it, or one more of its own.</summary>
    /// <param name="draft">A batch of this sender.</param>
    /// <param name="labels">Of the series.</param>
    public bool Admits(BatchDraft draft, ReadOnlySpan<byte> labels) => draft.Catalogue.TryFind(labels, out _) || draft.HasRoom(MostSeries);
}

/// <summary>Whether a secret, an address or a certificate tells a sender.</summary>
/// <param name="Sender">Who; <c>null</c>: not told.</param>
/// <param name="Refusal">
/// Why a secret that is known tells nobody: <c>sender-forbidden</c> (it may not write for any client) or <c>sender-ambiguous</c> (for several, and
/// none was named). <c>null</c> with no sender: the secret is not known. Of an address or a certificate it always says why.
/// </param>
public sealed record SenderFound(Sender? Sender, Refusal? Refusal = null);
