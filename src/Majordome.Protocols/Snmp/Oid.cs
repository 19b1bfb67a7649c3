using System.Globalization;
using System.Text;

namespace Majordome.Protocols.Snmp;

/// <summary>
/// An object identifier (RFC 2578, 3.5): up to 128 arcs of 32 bits. Ordered arc by arc, a prefix before what it begins: the order in which an
/// agent walks its objects.
/// </summary>
public readonly struct Oid : IEquatable<Oid>, IComparable<Oid>
{
    /// <summary>The most arcs an identifier may have (RFC 2578, 3.5).</summary>
    public const int Most = 128;

    private readonly uint[]? arcs;

    private Oid(uint[] arcs) => this.arcs = arcs;

    /// <summary>Makes an identifier of arcs.</summary>
    /// <exception cref="ArgumentException">More than <see cref="Most"/> of them.</exception>
    public static Oid Of(params ReadOnlySpan<uint> arcs)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(arcs.Length, Most);
        return new Oid(arcs.ToArray());
    }

    /// <summary>Reads <c>1.3.6.1</c>, with or without a leading dot.</summary>
    /// <exception cref="FormatException">It is no identifier.</exception>
    public static Oid Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var oid) ? oid : throw new FormatException($"No object identifier: {text}");

    /// <summary>Reads <c>1.3.6.1</c>, with or without a leading dot; false for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Oid oid)
    {
        oid = default;
        if (text.StartsWith("."))
        {
            text = text[1..];
        }

        Span<uint> read = stackalloc uint[Most];
        var count = 0;
        foreach (var part in text.Split('.'))
        {
            if (count == Most || !uint.TryParse(text[part], NumberStyles.None, CultureInfo.InvariantCulture, out read[count]))
            {
                return false;
            }

            count++;
        }

        oid = Of(read[..count]);
        return true;
    }

    /// <summary>The arcs, first to last.</summary>
    public ReadOnlySpan<uint> Arcs => arcs;

    /// <summary>How many arcs.</summary>
    public int Length => arcs?.Length ?? 0;

    /// <summary>One arc.</summary>
    public uint this[int index] => Arcs[index];

    /// <summary>This identifier with more arcs behind.</summary>
    public Oid Append(params ReadOnlySpan<uint> more)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Length + more.Length, Most, nameof(more));
        var joined = new uint[Length + more.Length];
        Arcs.CopyTo(joined);
        more.CopyTo(joined.AsSpan(Length));
        return new Oid(joined);
    }

    /// <summary>Whether it begins with a prefix; itself included.</summary>
    public bool StartsWith(Oid prefix) => Arcs.StartsWith(prefix.Arcs);

    /// <summary>The arcs behind a prefix, such as the index of a row; nothing is checked.</summary>
    public ReadOnlySpan<uint> After(Oid prefix) => Arcs[prefix.Length..];

    /// <inheritdoc/>
    public int CompareTo(Oid other) => Arcs.SequenceCompareTo(other.Arcs);

    /// <inheritdoc/>
    public bool Equals(Oid other) => Arcs.SequenceEqual(other.Arcs);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Oid other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(Arcs));
        return hash.ToHashCode();
    }

    /// <summary><c>1.3.6.1</c>, without a leading dot.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Length * 4);
        foreach (var arc in Arcs)
        {
            text.Append(text.Length > 0 ? "." : "").Append(CultureInfo.InvariantCulture, $"{arc}");
        }

        return text.ToString();
    }

    /// <summary>Equality of arcs.</summary>
    public static bool operator ==(Oid left, Oid right) => left.Equals(right);

    /// <summary>Inequality of arcs.</summary>
    public static bool operator !=(Oid left, Oid right) => !left.Equals(right);

    /// <summary>Order of the walk.</summary>
    public static bool operator <(Oid left, Oid right) => left.CompareTo(right) < 0;

    /// <summary>Order of the walk.</summary>
    public static bool operator >(Oid left, Oid right) => left.CompareTo(right) > 0;

    /// <summary>Order of the walk.</summary>
    public static bool operator <=(Oid left, Oid right) => left.CompareTo(right) <= 0;

    /// <summary>Order of the walk.</summary>
    public static bool operator >=(Oid left, Oid right) => left.CompareTo(right) >= 0;
}
