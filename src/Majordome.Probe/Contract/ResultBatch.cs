using System.Collections.Immutable;
using NodaTime;

namespace Majordome.Probe.Contract;

/// <summary>Results handed to the server, in the order of their sequence.</summary>
/// <param name="Version">Version of this contract.</param>
/// <param name="Probe">Who sends.</param>
/// <param name="Epoch">
/// The numbering that the sequences belong to. It changes, and grows, when the probe's queue had to be made anew: sequences then start again at 1.
/// </param>
/// <param name="FirstSequence">Sequence of the first result; the next sequence to come when there is none (a batch that only says the probe lives).</param>
/// <param name="SentAt">The probe's clock at the moment of sending, from which the server learns its offset.</param>
/// <param name="Results">The results; empty to say that the probe lives.</param>
/// <param name="Health">How the probe fares.</param>
public sealed record ResultBatch(
    int Version,
    Guid Probe,
    long Epoch,
    long FirstSequence,
    Instant SentAt,
    ImmutableArray<ProbeResult> Results,
    ProbeHealth Health);

/// <summary>The server's answer, given after its commit.</summary>
/// <param name="Epoch">Epoch of the batch.</param>
/// <param name="Through">Every result up to and including this sequence is safe at the server.</param>
public sealed record BatchAcknowledgement(long Epoch, long Through);

/// <summary>How a probe fares. Counts only grow within an epoch, so that a repeated batch is counted once.</summary>
/// <param name="Waiting">Results on disk that the server has not acknowledged, this batch included.</param>
/// <param name="Lost">Results that the disk could not hold, in this epoch. Above zero: told to people.</param>
/// <param name="LastLost">When the last of them was started, if any.</param>
/// <param name="Running">Checks at work now.</param>
/// <param name="LateStarts">Runs that started more than a second after they were due, since the probe started.</param>
/// <param name="WorstDelay">The longest such delay since the probe started.</param>
public sealed record ProbeHealth(long Waiting, long Lost, Instant? LastLost, int Running, long LateStarts, Duration WorstDelay);
