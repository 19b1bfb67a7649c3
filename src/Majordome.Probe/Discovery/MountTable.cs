using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Majordome.Probe.Machine;

namespace Majordome.Probe.Discovery;

/// <summary>The mounted file systems that have a disk of this machine's own behind them, from <c>/proc/self/mounts</c> (<c>fstab(5)</c>).</summary>
internal static class MountTable
{
    private static readonly ImmutableHashSet<string> OnDisks =
        ["bcachefs", "btrfs", "exfat", "ext2", "ext3", "ext4", "f2fs", "jfs", "ntfs", "ntfs3", "reiserfs", "ufs", "vfat", "xfs", "zfs"];

    /// <summary>
    /// Reads the table. A device mounted at several places is one disk, at the shortest path. In a container, where <c>/</c> is an overlay, that
    /// one counts too. File systems of other machines are left out: they are those machines' disks.
    /// </summary>
    public static ImmutableArray<(string MountPoint, string Device, string Kind)> Read(MachineFiles machine) =>
    [
        .. machine.LinesOf("proc/self/mounts")
            .Select(line => line.Split(' '))
            .Where(fields => fields.Length >= 3)
            .Select(fields => (MountPoint: Unescape(fields[1]), Device: Unescape(fields[0]), Kind: fields[2]))
            .Where(mount => OnDisks.Contains(mount.Kind) || (mount.MountPoint == "/" && mount.Kind == "overlay"))
            .GroupBy(mount => mount.Device, StringComparer.Ordinal)
            .Select(group => group.OrderBy(mount => mount.MountPoint.Length).First())
            .OrderBy(mount => mount.MountPoint, StringComparer.Ordinal),
    ];

    /// <summary>Blanks and backslashes stand as three octal digits.</summary>
    private static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        var plain = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var isOctal = text[i] == '\\' && i + 3 < text.Length && text.AsSpan(i + 1, 3).IndexOfAnyExceptInRange('0', '7') < 0;
            plain.Append(isOctal ? (char)Convert.ToInt32(text.Substring(i + 1, 3), 8) : text[i]);
            i += isOctal ? 3 : 0;
        }

        return plain.ToString();
    }
}
