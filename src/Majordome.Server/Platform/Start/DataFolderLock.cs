namespace Majordome.Server.Platform.Start;

/// <summary>
/// Keeps a second server off the same SQLite file: an exclusive lock on <c>majordome.lock</c> in the data folder, given back by
/// the system when the process ends, however it ends. Commands such as <c>token create</c> work beside a running server and do not take it.
/// </summary>
public sealed class DataFolderLock : IDisposable
{
    private readonly FileStream file;

    private DataFolderLock(FileStream file) => this.file = file;

    /// <summary>Takes the lock.</summary>
    /// <exception cref="StartRefusedException">Another server holds it, or the folder cannot be written.</exception>
    public static DataFolderLock Take(string folder)
    {
        try
        {
            Create(folder);
            return new DataFolderLock(new FileStream(Path.Combine(folder, "majordome.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException)
        {
            throw new StartRefusedException("data-folder-unwritable", Path.GetFullPath(folder));
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            throw new StartRefusedException("data-folder-in-use", Path.GetFullPath(folder));
        }
        catch (IOException exception)
        {
            throw new StartRefusedException("data-folder-unwritable", Path.GetFullPath(folder), exception.Message);
        }
    }

    // A new folder is its owner's alone: it holds everybody's data. One that is there keeps the rights that somebody gave it.
    private static void Create(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Gives it back.</summary>
    public void Dispose() => file.Dispose();
}
