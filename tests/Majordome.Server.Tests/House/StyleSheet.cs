namespace Majordome.Server.Tests.House;

/// <summary>The style sheets of the server, read from its sources.</summary>
internal static class StyleSheet
{
    /// <summary>The server's wwwroot.</summary>
    public static string Root { get; } = Path.Combine(Repository(), "src", "Majordome.Server", "wwwroot");

    /// <summary>The sheets of the house as pages load them, joined by the build.</summary>
    public static string Own { get; } = File.ReadAllText(OwnFile);

    public static string OwnFile => Path.Combine(Root, "lib", "house", "majordome.css");

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
