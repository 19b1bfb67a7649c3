using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace Majordome.Domain.Evidence;

/// <summary>One link of a hash chain: who did what to what, and when.</summary>
/// <param name="Chain">Whose chain: a client's identifier, or <see cref="HashChain.ProviderChain"/>.</param>
/// <param name="Sequence">Position in the chain, from 1, without a gap.</param>
/// <param name="RecordedAt">When it was written, to the microsecond.</param>
/// <param name="Actor">Who: an e-mail address, or <c>majordome:part</c>.</param>
/// <param name="Action">What was done, in kebab case: <c>take-ticket</c>.</param>
/// <param name="Subject">To what: <c>ticket/0197…</c>.</param>
/// <param name="Data">The particulars, as JSON text; part of what is hashed, byte for byte.</param>
public sealed record EventRecord(Guid Chain, long Sequence, Instant RecordedAt, string Actor, string Action, string Subject, string Data);

/// <summary>A link as it is kept: the event, the hash of the link before it, and its own.</summary>
public sealed record ChainedEvent(EventRecord Event, string PreviousHash, string Hash);

/// <summary>What is wrong with a chain, and at which link first.</summary>
/// <param name="Chain">Which chain.</param>
/// <param name="Sequence">The first link that is wrong.</param>
/// <param name="Fault">What is wrong with it.</param>
public sealed record BrokenLink(Guid Chain, long Sequence, ChainFault Fault);

/// <summary>The ways in which a chain can be broken.</summary>
public enum ChainFault
{
    /// <summary>A link is missing: the sequence jumps.</summary>
    Gap,

    /// <summary>The link does not carry the hash of the one before it.</summary>
    Unlinked,

    /// <summary>The link's content is not what was hashed.</summary>
    Altered,

    /// <summary>The chain ends before a head that was anchored outside: its tail was cut.</summary>
    TailCut,

    /// <summary>The link at an anchored position is not the one that was anchored: the chain was rewritten.</summary>
    Rewritten,
}

/// <summary>
/// A chain in which each link carries the SHA-256 of the link before it, so that a change, a removal or an insertion anywhere
/// shows. A removed tail shows only against a head kept elsewhere (an anchor).
/// </summary>
public static class HashChain
{
    /// <summary>The chain of what belongs to no client.</summary>
    public static readonly Guid ProviderChain = Guid.Empty;

    /// <summary>The hash that the first link of a chain carries as its predecessor's: 64 zeros.</summary>
    public static readonly string Genesis = new('0', 64);

    /// <summary>
    /// SHA-256 over the previous hash and the fields in order, each preceded by its length in bytes (4 bytes, big-endian), so
    /// that no two different records give the same bytes. Lower-case hexadecimal, 64 characters.
    /// </summary>
    public static string Hash(string previousHash, EventRecord record)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[8];
        Append(sha, previousHash);
        Append(sha, record.Chain.ToString("D"));
        BinaryPrimitives.WriteInt64BigEndian(number, record.Sequence);
        sha.AppendData(number);
        BinaryPrimitives.WriteInt64BigEndian(number, record.RecordedAt.ToUnixTimeTicks() / 10);
        sha.AppendData(number);
        Append(sha, record.Actor);
        Append(sha, record.Action);
        Append(sha, record.Subject);
        Append(sha, record.Data);
        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }

    /// <summary>The next link of a chain.</summary>
    public static ChainedEvent Link(string previousHash, EventRecord record) => new(record, previousHash, Hash(previousHash, record));

    /// <summary>Walks one chain from its first link and gives the first that is wrong, or <c>null</c>.</summary>
    /// <param name="links">The links of one chain, in the order of their sequence.</param>
    /// <param name="anchors">Heads of that chain kept elsewhere: sequence → hash.</param>
    public static async Task<BrokenLink?> VerifyAsync(IAsyncEnumerable<ChainedEvent> links, Guid chain, IReadOnlyDictionary<long, string> anchors)
    {
        var expected = 1L;
        var previous = Genesis;
        await foreach (var link in links)
        {
            if (link.Event.Sequence != expected)
            {
                return new BrokenLink(chain, expected, ChainFault.Gap);
            }

            if (link.PreviousHash != previous)
            {
                return new BrokenLink(chain, expected, ChainFault.Unlinked);
            }

            if (link.Hash != Hash(previous, link.Event))
            {
                return new BrokenLink(chain, expected, ChainFault.Altered);
            }

            if (anchors.TryGetValue(expected, out var anchored) && anchored != link.Hash)
            {
                return new BrokenLink(chain, expected, ChainFault.Rewritten);
            }

            previous = link.Hash;
            expected++;
        }

        return anchors.Keys.Any(sequence => sequence >= expected) ? new BrokenLink(chain, expected, ChainFault.TailCut) : null;
    }

    private static void Append(IncrementalHash sha, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        sha.AppendData(length);
        sha.AppendData(bytes);
    }
}
