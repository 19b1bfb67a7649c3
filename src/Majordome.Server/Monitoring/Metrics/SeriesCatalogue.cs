using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Compression;
using System.IO.Hashing;

namespace Majordome.Server.Monitoring.Metrics;

/// <summary>
/// The series of one client: each label block has a number, from 0 in the order they appeared. Known in memory by a 128-bit hash of their
/// labels (XXH128): the labels themselves stay in the database until they are asked for.
/// </summary>
public sealed class SeriesCatalogue
{
    private readonly ConcurrentDictionary<UInt128, int> numbers = new();
    private readonly Lock gate = new();
    private List<byte[]> pending = [];
    private int next;

    internal SeriesCatalogue(Guid clientId) => ClientId = clientId;

    /// <summary>Whose series.</summary>
    public Guid ClientId { get; }

    /// <summary>
    /// Whether it no longer agrees with the database: a registration failed, or another server was first. Drafts that stand on it cannot be written.
    /// </summary>
    public bool IsStale { get; private set; }

    /// <summary>How many series are known.</summary>
    public int Count => Volatile.Read(ref next);

    /// <summary>The number of a series; a new one is registered with the next batch that is written.</summary>
    public int Number(ReadOnlySpan<byte> labels)
    {
        var hash = XxHash128.HashToUInt128(labels);
        return numbers.TryGetValue(hash, out var known) ? known : Register(hash, labels);
    }

    /// <summary>The number of a series that is known already.</summary>
    public bool TryFind(ReadOnlySpan<byte> labels, out int number) => numbers.TryGetValue(XxHash128.HashToUInt128(labels), out number);

    internal void MarkStale() => IsStale = true;

    /// <summary>The label blocks that wait to be registered, and the number of the first; they are the caller's from then on.</summary>
    internal (int First, IReadOnlyList<byte[]> Blocks) TakePending()
    {
        lock (gate)
        {
            var taken = pending;
            pending = [];
            return (next - taken.Count, taken);
        }
    }

    /// <summary>Adds the series of a stored row, which follow those it knows.</summary>
    internal void Load(int first, byte[] payload)
    {
        if (first != next)
        {
            throw new InvalidDataException(FormattableString.Invariant($"The series of client {ClientId} have a gap before {first}."));
        }

        foreach (var block in Unpack(payload))
        {
            numbers.TryAdd(XxHash128.HashToUInt128(block.Span), next);
            next++;
        }
    }

    /// <summary>Label blocks as a row's payload: each behind its length, together compressed (Brotli, RFC 7932).</summary>
    internal static byte[] Pack(IReadOnlyList<byte[]> blocks)
    {
        var plain = new ArrayBufferWriter<byte>();
        foreach (var block in blocks)
        {
            BitConverter.TryWriteBytes(plain.GetSpan(4), block.Length);
            plain.Advance(4);
            plain.Write(block);
        }

        var packed = new byte[BrotliEncoder.GetMaxCompressedLength(plain.WrittenCount)];
        return BrotliEncoder.TryCompress(plain.WrittenSpan, packed, out var length, quality: 5, window: 22)
            ? packed[..length]
            : throw new InvalidOperationException("The label blocks could not be compressed.");
    }

    /// <summary>The label blocks of a row's payload.</summary>
    internal static IReadOnlyList<ReadOnlyMemory<byte>> Unpack(byte[] payload)
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

    private int Register(UInt128 hash, ReadOnlySpan<byte> labels)
    {
        lock (gate)
        {
            if (numbers.TryGetValue(hash, out var known))
            {
                return known;
            }

            pending.Add(labels.ToArray());
            numbers[hash] = next;
            return next++;
        }
    }
}
