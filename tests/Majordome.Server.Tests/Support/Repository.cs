namespace Majordome.Server.Tests.Support;

/// <summary>Where the sources are: tests that read them find them from the test program's own place.</summary>
public static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Majordome.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests run from within the repository.");
    }
}
