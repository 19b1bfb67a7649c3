namespace Majordome.Probe.Queue;

/// <summary>
/// A file that only takes room, to be dropped when the disk is full: even forgetting needs some, for the journal of what is changed.
/// </summary>
internal sealed class Ballast(string path)
{
    private const int Size = 256 * 1024;

    /// <summary>Gives the room back; false when there was none to give.</summary>
    public bool Drop()
    {
        var exists = File.Exists(path);
        if (exists)
        {
            File.Delete(path);
        }

        return exists;
    }

    /// <summary>Takes the room again, if there is enough.</summary>
    public void TryTake()
    {
        if (File.Exists(path))
        {
            return;
        }

        try
        {
            File.WriteAllBytes(path, new byte[Size]);
        }
        catch (IOException)
        {
            File.Delete(path);
        }
    }
}
