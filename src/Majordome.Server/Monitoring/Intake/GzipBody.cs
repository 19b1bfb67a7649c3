using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using Majordome.Domain;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>Unpacks a body in gzip (RFC 1952) no further than it may be large.</summary>
public static class GzipBody
{
    private const int Step = 4096;
    private const int BestRatio = 1032; // of deflate
    private const int Shortest = 18; // a header of ten bytes and the checksum and length of eight, around nothing

    /// <summary>Unpacks it; what is refused took no more than four times <paramref name="most"/>.</summary>
    /// <param name="packed">The body, of one member or of several.</param>
    /// <param name="most">The most bytes it may have unpacked.</param>
    /// <returns>What was packed, or <c>body-too-large</c> (bytes, most), <c>body-malformed</c> (why).</returns>
    public static Result<ReadOnlyMemory<byte>> Unpack(byte[] packed, int most)
    {
        ArgumentNullException.ThrowIfNull(packed);

        // The last member tells its length in the end (2.3.1), modulo 2^32: the common bomb is known by it before anything is unpacked.
        var told = packed.Length < Shortest ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(packed.AsSpan()[^4..]);
        if (told > most)
        {
            return Refusal.Of("body", "body-too-large", told, most);
        }

        try
        {
            using var source = new MemoryStream(packed);
            using var gzip = new GZipStream(source, CompressionMode.Decompress);
            var plain = new ArrayBufferWriter<byte>((int)Math.Min(told, (long)packed.Length * BestRatio) + Step);
            while (gzip.Read(plain.GetSpan(Step)) is > 0 and var length)
            {
                plain.Advance(length);
                if (plain.WrittenCount > most)
                {
                    return Refusal.Of("body", "body-too-large", plain.WrittenCount, most);
                }
            }

            return plain.WrittenMemory;
        }
        catch (InvalidDataException broken)
        {
            return Refusal.Of("body", "body-malformed", broken.Message);
        }
    }
}
