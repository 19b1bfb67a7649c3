namespace Majordome.Probe.Tests;

/// <summary>What a test needs from the system. Missing, it is a visible skip; on a build machine (<c>CI=true</c>), a failure.</summary>
internal static class Needs
{
    /// <summary>The path of a file that a package brings.</summary>
    public static string File(string package, params string[] candidates)
    {
        if (candidates.FirstOrDefault(System.IO.File.Exists) is { } found)
        {
            return found;
        }

        Missing($"needs {package} ({string.Join(" or ", candidates)})");
        return "";
    }

    /// <summary>A condition of the machine.</summary>
    public static void Condition(bool holds, string reason)
    {
        if (!holds)
        {
            Missing(reason);
        }
    }

    private static void Missing(string reason)
    {
        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail(reason);
        }

        Assert.Skip(reason);
    }
}
