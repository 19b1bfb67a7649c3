using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Majordome.Probe.Machine;

namespace Majordome.Probe.Discovery;

/// <summary>A listening TCP socket.</summary>
/// <param name="Address">Address it is bound to.</param>
/// <param name="Port">Its port.</param>
/// <param name="Inode">Its number in the kernel.</param>
internal readonly record struct ListeningSocket(IPAddress Address, int Port, long Inode);

/// <summary>Listening TCP sockets from <c>/proc/net/tcp</c> and <c>/proc/net/tcp6</c> (<c>proc(5)</c>), and whose they are.</summary>
internal static class ListeningSockets
{
    private const string Listening = "0A";

    /// <summary>Reads both tables; a line that is not as it should be is passed over.</summary>
    public static ImmutableArray<ListeningSocket> Read(MachineFiles machine) =>
    [
        .. machine.LinesOf("proc/net/tcp").Concat(machine.LinesOf("proc/net/tcp6"))
            .Select(TryReadLine)
            .OfType<ListeningSocket>(),
    ];

    /// <summary>Process numbers by the inode of the sockets that they hold, as far as this user may look.</summary>
    public static Dictionary<long, int> Owners(MachineFiles machine)
    {
        var owners = new Dictionary<long, int>();
        foreach (var process in machine.ProcessIds())
        {
            var folder = machine.PathOf(string.Create(CultureInfo.InvariantCulture, $"proc/{process}/fd"));
            try
            {
                foreach (var descriptor in new DirectoryInfo(folder).EnumerateFiles())
                {
                    if (descriptor.LinkTarget is { } target && target.StartsWith("socket:[", StringComparison.Ordinal) &&
                        long.TryParse(target.AsSpan(8, target.Length - 9), NumberStyles.None, CultureInfo.InvariantCulture, out var inode))
                    {
                        owners.TryAdd(inode, process);
                    }
                }
            }
            catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
            {
                // Another user's process, or one that has ended.
            }
        }

        return owners;
    }

    private static ListeningSocket? TryReadLine(string line)
    {
        //   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 10 || fields[3] != Listening ||
            !long.TryParse(fields[9], NumberStyles.None, CultureInfo.InvariantCulture, out var inode))
        {
            return null;
        }

        var colon = fields[1].IndexOf(':', StringComparison.Ordinal);
        return colon is 8 or 32 &&
            ushort.TryParse(fields[1].AsSpan(colon + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var port) &&
            TryReadAddress(fields[1].AsSpan(0, colon)) is { } address
                ? new ListeningSocket(address, port, inode)
                : null;
    }

    /// <summary>The kernel prints addresses as 32-bit words of the machine's byte order.</summary>
    private static IPAddress? TryReadAddress(ReadOnlySpan<char> hex)
    {
        Span<byte> bytes = stackalloc byte[16];
        for (var i = 0; i < hex.Length; i += 8)
        {
            if (!uint.TryParse(hex.Slice(i, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var word))
            {
                return null;
            }

            BitConverter.TryWriteBytes(bytes[(i / 2)..], word);
        }

        var address = new IPAddress(bytes[..(hex.Length / 2)]);
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }
}
