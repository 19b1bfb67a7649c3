namespace Majordome.Domain.Tests.ServiceDesk;

/// <summary>Files of the source tree that tests read.</summary>
internal static class ProjectFiles
{
    public static string At(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Majordome.slnx")))
            {
                return Path.Combine(folder.FullName, path);
            }
        }

        throw new DirectoryNotFoundException("The tests run outside the source tree.");
    }
}
