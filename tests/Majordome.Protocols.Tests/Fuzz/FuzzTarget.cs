using System.Text;

namespace Majordome.Protocols.Tests.Fuzz;

/// <summary>Reads one input to its end, and throws where it comes out otherwise than the reader promises.</summary>
public delegate void FuzzRead(ReadOnlySpan<byte> input);

/// <summary>A reader that is given mangled inputs.</summary>
/// <param name="Name">What it reads, in kebab case.</param>
/// <param name="Read">Reads one input.</param>
/// <param name="Corpus">Inputs that are right: what the mangled ones are made from.</param>
public sealed record FuzzTarget(string Name, FuzzRead Read, params byte[][] Corpus)
{
    /// <summary>Words of the format, put in at random places.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>What an input may make the reader allocate, whatever its length.</summary>
    /// <value>256 KiB.</value>
    public long AllocationBase { get; init; } = 256 * 1024;

    /// <summary>What each byte of an input may make it allocate on top.</summary>
    /// <value>256 bytes.</value>
    public long AllocationPerByte { get; init; } = 256;

    /// <summary>A target whose inputs are text.</summary>
    public static FuzzTarget OfText(string name, FuzzRead read, params string[] corpus) => new(name, read, [.. corpus.Select(Encoding.UTF8.GetBytes)]);
}
