namespace Majordome.Server.Tests.Support;

/// <summary>What the tests' servers do here when something is not installed: outside a test there is nothing to skip.</summary>
public static class Missing
{
    public static void Package(string package) => throw new InvalidOperationException($"The package {package} is not installed.");
}
