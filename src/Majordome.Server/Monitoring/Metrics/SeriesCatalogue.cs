using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Compression;
using System.IO.Hashing;

namespace Majordome.Server.Monitoring.Metrics;

/// <summary>
/// The series of one client: each label block has a number, from 0 in the order they appeared. Known in memory by a 128-bit hash of their
/// labels (XXH128): the labels themselves stay in the database until they are asked for. A number is given once: a series that is forgotten and comes
/// again gets another.
/// </summary>
public sealed class SeriesCatalogue
{
    /// <summary>So many numbers a client has, for ever: above, those of the hours of a series (<see cref="HourColumns"/>) would be no <see cref="int"/>.</summary>
    public const int MostNumbers = int.MaxValue / HourColumns.Count;

    private readonly ConcurrentDictionary<UInt128, int> numbers = new();
    private readonly ConcurrentDictionary<Guid, int> counts = new(); // of series, by the source that brought them
    private readonly Lock gate = new();
    private List<(ReadOnlyMemory<byte> Labels, Guid Source)> pending = [];
    private int next;
    private int living;

    internal SeriesCatalogue(Guid clientId, int next, int generation) => (ClientId, this.next, Generation) = (clientId, next, generation);

    /// <summary>Whose series.</summary>
    public Guid ClientId { get; }

    /// <summary>
    /// Whether it no longer agrees with the database: a registration failed, another server was first, or series were forgotten. Drafts that stand on it
    /// cannot be written.
    /// </summary>
    public bool IsStale { get; private set; }

    /// <summary>How many series are known.</summary>
    public int Count => Volatile.Read(ref living);

    /// <summary>What <see cref="MetricCatalogueRow.Generation"/> was when it was read.</summary>
    internal int Generation { get; }

    /// <summary>Whether there is room for one series more of a source.</summary>
    /// <param name="source">Which.</param>
    /// <param name="most">How many it may have: those that it was the first to bring.</param>
    public bool HasRoom(Guid source, int most) => (counts.TryGetValue(source, out var count) ? count : 0) < most && Volatile.Read(ref next) < MostNumbers;

    /// <summary>The number of a series; a new one is registered with the next batch that is written.</summary>
    /// <param name="labels">Its label block.</param>
    /// <param name="source">Whose it is when it is new.</param>
    public int Number(ReadOnlySpan<byte> labels, Guid source)
    {
        var hash = XxHash128.HashToUInt128(labels);
        return numbers.TryGetValue(hash, out var known) ? known : Register(hash, labels, source);
    }

    /// <summary>The number of a series that is known already.</summary>
    public bool TryFind(ReadOnlySpan<byte> labels, out int number) => numbers.TryGetValue(XxHash128.HashToUInt128(labels), out number);

    internal void MarkStale() => IsStale = true;

    /// <summary>The label blocks that wait to be registered, each with its source, and the number of the first; they are the caller's from then on.</summary>
    internal (int First, IReadOnlyList<(ReadOnlyMemory<byte> Labels, Guid Source)> Series) TakePending()
    {
        lock (gate)
        {
            var taken = pending;
            pending = [];
            return (next - taken.Count, taken);
        }
    }

    /// <summary>Adds the series of a stored row. Between rows, and within them, numbers are missing of those that are forgotten.</summary>
    /// <returns>The number behind its last.</returns>
    internal int Load(int first, byte[] payload, byte[] sources)
    {
        var (blocks, owners) = (Unpack(payload), Unpack(sources));
        foreach (var (number, labels) in Living(first, blocks))
        {
            if (numbers.TryAdd(XxHash128.HashToUInt128(labels.Span), number))
            {
                Add(new Guid(owners[number - first].Span));
            }
        }

        var end = first + blocks.Count;
        return end <= next
            ? end
            : throw new InvalidDataException(FormattableString.Invariant($"Client {ClientId} has series beyond number {next}."));
    }

    /// <summary>Label blocks, or sources, as they lie in a row: each behind its length, together compressed (Brotli, RFC 7932).</summary>
    internal static byte[] Pack(IReadOnlyList<ReadOnlyMemory<byte>> blocks)
    {
        var plain = new ArrayBufferWriter<byte>();
        foreach (var block in blocks)
        {
            BitConverter.TryWriteBytes(plain.GetSpan(4), block.Length);
            plain.Advance(4);
            plain.Write(block.Span);
        }

        var packed = new byte[BrotliEncoder.GetMaxCompressedLength(plain.WrittenCount)];
        return BrotliEncoder.TryCompress(plain.WrittenSpan, packed, out var length, quality: 5, window: 22)
            ? packed[..length]
            : throw new InvalidOperationException("The label blocks could not be compressed.");
    }

    /// <summary>What <see cref="Pack"/> packed.</summary>
    internal static List<ReadOnlyMemory<byte>> Unpack(byte[] payload)
    {
        using var plain = new MemoryStream();
        using (var packed = new BrotliStream(new MemoryStream(payload), CompressionMode.Decompress))
        {
            packed.CopyTo(plain);
        }

        var rest = plain.GetBuffer().AsMemory(0, (int)plain.Length);
        var blocks = new List<ReadOnlyMemory<byte>>();
        while (!rest.IsEmpty)
        {
            var length = BitConverter.ToInt32(rest.Span);
            blocks.Add(rest.Slice(4, length));
            rest = rest[(4 + length)..];
        }

        return blocks;
    }

    /// <summary>The series of a row that are not forgotten: number and label block.</summary>
    internal static IEnumerable<(int Number, ReadOnlyMemory<byte> Labels)> Living(int first, IReadOnlyList<ReadOnlyMemory<byte>> blocks) =>
        blocks.Select((labels, place) => (first + place, labels)).Where(one => !one.labels.IsEmpty);

    private void Add(Guid source)
    {
        living++;
        counts.AddOrUpdate(source, 1, static (_, count) => count + 1);
    }

    private int Register(UInt128 hash, ReadOnlySpan<byte> labels, Guid source)
    {
        lock (gate)
        {
            if (numbers.TryGetValue(hash, out var known))
            {
                return known;
            }

            if (labels.IsEmpty || next >= MostNumbers)
            {
                throw new InvalidOperationException(FormattableString.Invariant($"A series of client {ClientId} has no labels, or number {next}."));
            }

            pending.Add((labels.ToArray(), source));
            numbers[hash] = next;
            Add(source);
            return next++;
        }
    }
}
