using System.Buffers;
using System.IO.Compression;
using System.Text;

namespace Majordome.Probe.Network.Http;

/// <summary>What was read of a body.</summary>
/// <param name="Kept">The bytes, unpacked, when they are kept.</param>
/// <param name="Encoding">How they are text.</param>
/// <param name="Size">How many bytes, unpacked.</param>
/// <param name="IsWhole">Whether that is all of it.</param>
/// <param name="Fault">What is wrong with it, if anything is.</param>
internal sealed record HttpBody(ReadOnlyMemory<byte> Kept, Encoding Encoding, long Size, bool IsWhole, string? Fault)
{
    /// <summary>As text.</summary>
    public string Text => Encoding.GetString(Kept.Span);

    /// <summary>
    /// Reads a body up to a limit, which counts what a server packed although nobody asked it to (<c>Content-Encoding</c>) after it is unpacked:
    /// a small body that would become a huge one is read no further than the limit.
    /// </summary>
    public static async Task<HttpBody> ReadAsync(HttpResponseMessage response, int limit, bool keep, CancellationToken deadline)
    {
        await using var raw = await response.Content.ReadAsStreamAsync(deadline).ConfigureAwait(false);
        await using var stream = Unpacked(raw, response.Content.Headers.ContentEncoding);
        using var kept = new MemoryStream();
        var size = 0L;
        var buffer = ArrayPool<byte>.Shared.Rent(16384);
        try
        {
            while (size < limit)
            {
                var room = (int)Math.Min(buffer.Length, limit - size);
                var read = await stream.ReadAsync(buffer.AsMemory(0, room), deadline).ConfigureAwait(false);
                if (read == 0)
                {
                    return Of(response, kept, size, isWhole: true, null);
                }

                if (keep)
                {
                    await kept.WriteAsync(buffer.AsMemory(0, read), deadline).ConfigureAwait(false);
                }

                size += read;
            }

            return Of(response, kept, size, isWhole: false, null);
        }
        catch (InvalidDataException)
        {
            return Of(response, kept, size, isWhole: false, "the body cannot be unpacked");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static HttpBody Of(HttpResponseMessage response, MemoryStream kept, long size, bool isWhole, string? fault) =>
        new(kept.GetBuffer().AsMemory(0, (int)kept.Length), EncodingOf(response), size, isWhole, fault);

    private static Stream Unpacked(Stream body, ICollection<string> encodings) => encodings.LastOrDefault()?.ToUpperInvariant() switch
    {
        "GZIP" or "X-GZIP" => new GZipStream(body, CompressionMode.Decompress),
        "DEFLATE" => new ZLibStream(body, CompressionMode.Decompress),
        "BR" => new BrotliStream(body, CompressionMode.Decompress),
        _ => body,
    };

    private static Encoding EncodingOf(HttpResponseMessage response)
    {
        try
        {
            return response.Content.Headers.ContentType?.CharSet is { Length: > 0 } charset ? Encoding.GetEncoding(charset.Trim('"')) : Encoding.UTF8;
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            return Encoding.UTF8;
        }
    }
}
