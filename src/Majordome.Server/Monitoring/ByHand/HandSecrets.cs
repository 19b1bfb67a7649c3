using System.Collections.Immutable;
using Majordome.Domain;
using Majordome.Probe.Checks;

namespace Majordome.Server.Monitoring.ByHand;

/// <summary>
/// Secret parameters of the command line, which every user of the machine can read in the list of processes: <c>@FILE</c> stands for the first line
/// of a file, <c>@env:NAME</c> for a variable of the environment, <c>@-</c> for the next line of standard input; <c>@@…</c> is a text that begins with <c>@</c>.
/// </summary>
internal static class HandSecrets
{
    private const string Environment = "@env:";

    /// <summary>Puts what the secret parameters stand for in their places.</summary>
    /// <returns>Nothing, or <c>secret-unreadable</c> with the place that could not be read.</returns>
    public static ImmutableArray<Refusal> Read(CheckType type, Dictionary<string, string> given)
    {
        var refusals = ImmutableArray.CreateBuilder<Refusal>();
        foreach (var (name, value) in given.Where(g => type.IsSecret(g.Key)).ToList())
        {
            if (Read(value) is { } secret)
            {
                given[name] = secret;
            }
            else
            {
                refusals.Add(Refusal.Of($"parameters.{name}", "secret-unreadable", value));
            }
        }

        return refusals.ToImmutable();
    }

    /// <summary>What a text stands for: itself, unless it begins with <c>@</c>; <c>null</c>: the place that it names cannot be read.</summary>
    public static string? Read(string text) => text.StartsWith('@') ? Behind(text) : text;

    private static string? Behind(string place)
    {
        if (place.StartsWith("@@", StringComparison.Ordinal))
        {
            return place[1..];
        }

        if (place.StartsWith(Environment, StringComparison.Ordinal))
        {
            return System.Environment.GetEnvironmentVariable(place[Environment.Length..]);
        }

        try
        {
            return place == "@-" ? Console.In.ReadLine() : File.ReadLines(place[1..]).FirstOrDefault();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
