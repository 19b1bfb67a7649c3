namespace Majordome.Server.Tests.Support;

/// <summary>What a test needs and the machine lacks: a visible skip, and a failure where CI=true.</summary>
public static class Missing
{
    public static void Package(string package)
    {
        if (Environment.GetEnvironmentVariable("CI") is "true")
        {
            Assert.Fail($"The package {package} is missing, and with CI=true nothing is skipped for want of a package.");
        }

        Assert.Skip($"The package {package} is not installed.");
    }
}
