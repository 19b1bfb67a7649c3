using Majordome.Server.Platform.Persistence;

namespace Majordome.Server.Monitoring.Metrics;

/// <summary>
/// Samples of a client as they came in, one row a batch: durable when its sender is answered, until the compactor has placed it.
/// Instants of these tables are whole microseconds since 1970-01-01T00:00Z: they are compared by the million.
/// </summary>
public sealed class MetricBatchRow : IClientOwned
{
    /// <summary>Order of arrival.</summary>
    public long Id { get; init; }

    /// <inheritdoc/>
    public required Guid ClientId { get; init; }

    /// <summary>Who sent it: a source or a probe.</summary>
    public required Guid SourceId { get; init; }

    /// <summary>The sender's numbering; grows when it starts anew.</summary>
    public required long Epoch { get; init; }

    /// <summary>Its number there: the same again changes nothing.</summary>
    public required long Sequence { get; init; }

    /// <summary>When it came.</summary>
    public required long ReceivedAt { get; init; }

    /// <summary>How many samples.</summary>
    public required int Samples { get; init; }

    /// <summary>The samples (<see cref="BatchDraft"/>).</summary>
    public required byte[] Payload { get; init; }

    /// <summary>Where it goes, by number (<see cref="BatchWay"/>).</summary>
    public required int Way { get; init; }

    /// <summary>When the second store took or refused it.</summary>
    public long? SettledAt { get; init; }

    /// <summary>Why the second store refused it, in its words.</summary>
    public string? Reason { get; init; }
}

/// <summary>Where a batch goes. Wherever it goes, it is read as long as its row is there.</summary>
public enum BatchWay
{
    /// <summary>Into blocks of this database.</summary>
    Here,

    /// <summary>To the second store (<see cref="Peer.ShipBatches"/>).</summary>
    There,

    /// <summary>The second store has it; the row stays until it can be read there.</summary>
    Taken,

    /// <summary>The second store will never take these samples: they stay here, and go <see cref="Here"/> when people had time to learn of it.</summary>
    Refused,
}

/// <summary>How far the numbers of a client's series have come. Whoever writes with such numbers locks the row (<see cref="RegisterSeries"/>).</summary>
public sealed class MetricCatalogueRow : IClientOwned
{
    /// <inheritdoc/>
    public required Guid ClientId { get; init; }

    /// <summary>What the next new series is numbered: above every number that ever was, so that what is kept of a forgotten series never speaks of another.</summary>
    public required int Next { get; init; }

    /// <summary>Grows whenever series are forgotten: whoever read the series before may hold numbers that are gone.</summary>
    public required int Generation { get; init; }
}

/// <summary>
/// Series of a client, in the order they appeared: numbers from <see cref="First"/> on, one for each label block. A row of which all are forgotten is
/// deleted.
/// </summary>
public sealed class MetricSeriesRow : IClientOwned
{
    /// <inheritdoc/>
    public required Guid ClientId { get; init; }

    /// <summary>Number of the first.</summary>
    public required int First { get; init; }

    /// <summary>The least of <see cref="Seen"/>: since when the one that has been silent longest is.</summary>
    public required int Oldest { get; init; }

    /// <summary>The day on which each was last written to (<see cref="SeenDays"/>).</summary>
    public required byte[] Seen { get; init; }

    /// <summary>Their label blocks, compressed (<see cref="SeriesCatalogue"/>); empty where one is forgotten.</summary>
    public required byte[] Payload { get; init; }

    /// <summary>The source that was the first to bring each, by id, compressed likewise: towards what it may have they count.</summary>
    public required byte[] Sources { get; init; }
}

/// <summary>How far the compactor has come with a block.</summary>
public enum MetricTier
{
    /// <summary>Taken from batches; several of one window may hold the same series.</summary>
    Fresh,

    /// <summary>The one place of a window's samples, when the window is over.</summary>
    Window,

    /// <summary>The one place of a day's samples, when the day is over.</summary>
    Day,

    /// <summary>The day's hours (<see cref="HourColumns"/>), which outlive the samples.</summary>
    Hours,

    /// <summary>The one place of a month's hours, when the month is over. Those of a day that are made anew since lie beside, and count before them.</summary>
    Month,
}

/// <summary>Compressed samples of several series of one shard, within one window, day or month (<see cref="Protocols.Chunks.BlockWriter"/>).</summary>
public sealed class MetricBlockRow : IClientOwned
{
    /// <summary>How many consecutive series share a shard, which blocks never cross: rewriting one never touches another.</summary>
    public const int ShardSize = 1024;

    /// <summary>Order of writing: of two samples of one instant, that of the later block counts.</summary>
    public long Id { get; init; }

    /// <inheritdoc/>
    public required Guid ClientId { get; init; }

    /// <summary>The series' number divided by <see cref="ShardSize"/>.</summary>
    public required int Shard { get; init; }

    /// <summary>How far it has come, by number.</summary>
    public required int Tier { get; init; }

    /// <summary>Start of the window, day or month it belongs to.</summary>
    public required long Start { get; init; }

    /// <summary>Its least series.</summary>
    public required int FirstSeries { get; init; }

    /// <summary>Its greatest series.</summary>
    public required int LastSeries { get; init; }

    /// <summary>How many samples.</summary>
    public required int Samples { get; init; }

    /// <summary>When it was written.</summary>
    public required long WrittenAt { get; init; }

    /// <summary>The block.</summary>
    public required byte[] Payload { get; init; }
}
