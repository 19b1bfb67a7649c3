using System.Runtime.InteropServices;

namespace Majordome.Probe.Plugins;

/// <summary>
/// Starts a program with <c>posix_spawn(3)</c>: safe in a process of many threads, and it can do what .NET's own <c>Process</c> cannot, start
/// a new session.
/// </summary>
internal static unsafe partial class PosixSpawn
{
    private const short SetSigDef = 0x04;
    private const short SetSigMask = 0x08;
    private const short SetSid = 0x80;

    /// <summary>Room for the opaque structures of glibc (336 and 80 bytes) and musl, and for a signal set (128).</summary>
    private const int StructureSize = 512;

    private static readonly string[] Environment =
    [
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "LC_CTYPE=C.UTF-8", // and no language: with all of C.UTF-8 a plugin opens a dozen files of locales more, a twentieth of what it costs
        "HOME=/",
        "TZ=UTC",
    ];

    /// <summary>Starts a program; gives its number, or zero and the system's error.</summary>
    public static int Start(string file, IReadOnlyList<string> arguments, SafeHandle output, SafeHandle errors, out int error)
    {
        var actions = stackalloc byte[StructureSize];
        var attributes = stackalloc byte[StructureSize];
        InitActions(actions);
        InitAttributes(attributes);
        var argv = Marshalled([file, .. arguments]);
        var envp = Marshalled(Environment);
        try
        {
            AddOpen(actions, 0, "/dev/null", 0, 0);
            AddDup2(actions, (int)output.DangerousGetHandle(), 1);
            AddDup2(actions, (int)errors.DangerousGetHandle(), 2);
            AddChdir(actions, "/");
            Isolate(attributes);
            int pid;
            error = Spawn(&pid, file, actions, attributes, argv, envp);
            return error == 0 ? pid : 0;
        }
        finally
        {
            Free(argv);
            Free(envp);
            DestroyActions(actions);
            DestroyAttributes(attributes);
        }
    }

    /// <summary>A session of its own, and signals as a program expects them: .NET ignores some, and children would inherit that.</summary>
    private static void Isolate(byte* attributes)
    {
        var signals = stackalloc byte[StructureSize];
        FillSignals(signals);
        SetSignalDefaults(attributes, signals);
        EmptySignals(signals);
        SetSignalMask(attributes, signals);
        SetFlags(attributes, SetSigDef | SetSigMask | SetSid);
    }

    /// <summary>A null-terminated array of null-terminated strings.</summary>
    private static byte** Marshalled(IReadOnlyList<string> texts)
    {
        var array = (byte**)NativeMemory.AllocZeroed((nuint)texts.Count + 1, (nuint)sizeof(byte*));
        for (var i = 0; i < texts.Count; i++)
        {
            array[i] = (byte*)Marshal.StringToCoTaskMemUTF8(texts[i]);
        }

        return array;
    }

    private static void Free(byte** array)
    {
        for (var i = 0; array[i] != null; i++)
        {
            Marshal.FreeCoTaskMem((nint)array[i]);
        }

        NativeMemory.Free(array);
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Spawn(int* pid, string path, byte* actions, byte* attributes, byte** argv, byte** envp);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int InitActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int DestroyActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddOpen(byte* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int AddDup2(byte* actions, int from, int to);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addchdir_np", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddChdir(byte* actions, string path);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int InitAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static partial int DestroyAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int SetFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial int SetSignalDefaults(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    private static partial int SetSignalMask(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "sigfillset")]
    private static partial int FillSignals(byte* signals);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    private static partial int EmptySignals(byte* signals);
}
