namespace Majordome.Server.Tests.House;

/// <summary>The style sheets of the server, read from its sources.</summary>
internal static class StyleSheet
{
    /// <summary>The server's wwwroot.</summary>
    public static string Root { get; } = Path.Combine(Repository(), "src", "Majordome.Server", "wwwroot");

    public static string Own { get; } = File.ReadAllText(Path.Combine(Root, "css", "majordome.css"));

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Majordome.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("The tests run outside the repository.");
    }
}
