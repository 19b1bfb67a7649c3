using System.Runtime.InteropServices;

namespace Majordome.Probe.Machine;

/// <summary>How full a file system is.</summary>
/// <param name="Total">Its size, in bytes.</param>
/// <param name="Free">Free, in bytes, what is kept for root included.</param>
/// <param name="Available">Free for programs, in bytes.</param>
/// <param name="Inodes">How many files it can hold; zero where that has no limit (btrfs).</param>
/// <param name="FreeInodes">How many more.</param>
public readonly record struct FilesystemUse(long Total, long Free, long Available, long Inodes, long FreeInodes);

/// <summary>Asks the system about its file systems (<c>statvfs(3)</c>).</summary>
internal static partial class Filesystem
{
    /// <summary>How full the file system of a path is, or the system's error number.</summary>
    public static bool TryLook(string path, out FilesystemUse use, out int error)
    {
        var answer = StatVfs(path, out var data);
        error = answer == 0 ? 0 : Marshal.GetLastPInvokeError();
        var block = (long)data.FragmentSize;
        use = new FilesystemUse(
            (long)data.Blocks * block, (long)data.FreeBlocks * block, (long)data.AvailableBlocks * block, (long)data.Files, (long)data.FreeFiles);
        return answer == 0;
    }

    [LibraryImport("libc", EntryPoint = "statvfs", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int StatVfs(string path, out StatVfsData data);

    /// <summary><c>struct statvfs</c> of 64-bit Linux, the same in glibc and musl; six spare words at the end.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 112)]
    private struct StatVfsData
    {
        public ulong BlockSize;
        public ulong FragmentSize;
        public ulong Blocks;
        public ulong FreeBlocks;
        public ulong AvailableBlocks;
        public ulong Files;
        public ulong FreeFiles;
        public ulong AvailableFiles;
        public ulong Id;
        public ulong Flags;
        public ulong LongestName;
    }
}
