namespace Majordome.Protocols.Zabbix;

/// <summary>Reads frames off a connection.</summary>
public static class ZabbixFrameStream
{
    private const int FirstRoom = 8192;

    /// <summary>Reads the next frame; what comes behind it on the connection is not kept.</summary>
    /// <param name="stream">The connection.</param>
    /// <param name="limit">As <see cref="ZabbixFrame.Read"/> has it.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The reading; with neither data nor rule when the peer left before the end of its frame.</returns>
    /// <exception cref="IOException">The connection broke.</exception>
    public static async Task<ZabbixFrameReading> ReadFrameAsync(this Stream stream, int limit, CancellationToken cancellationToken)
    {
        var (received, length) = (new byte[FirstRoom], 0);
        while (true)
        {
            if (length == received.Length)
            {
                Array.Resize(ref received, received.Length * 2);
            }

            var read = await stream.ReadAsync(received.AsMemory(length), cancellationToken).ConfigureAwait(false);
            length += read;
            var frame = ZabbixFrame.Read(received.AsSpan(0, length), limit);
            if (frame.Data is not null || frame.Rule is not null || read == 0)
            {
                return frame;
            }
        }
    }
}
