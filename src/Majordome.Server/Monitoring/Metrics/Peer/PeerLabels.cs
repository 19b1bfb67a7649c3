using System.Collections.Immutable;
using System.Text;
using Majordome.Protocols.Prometheus;

namespace Majordome.Server.Monitoring.Metrics.Peer;

/// <summary>
/// How a client's series are called at the peer: by their labels and <see cref="Client"/>, the wall between clients there. A label that came with
/// that name from outside is moved to <c>exported_majordome_client</c>, as Prometheus moves what collides; one that is called so already, one further.
/// </summary>
internal static class PeerLabels
{
    /// <summary>The label that says whose series it is: the client's id.</summary>
    public const string Client = "majordome_client";

    private const string Moved = "exported_";

    /// <summary>The labels there of a series here.</summary>
    public static IEnumerable<KeyValuePair<string, string>> There(Guid clientId, ImmutableArray<KeyValuePair<string, string>> labels) =>
        labels.Select(label => new KeyValuePair<string, string>(NameThere(label.Key), label.Value)).Append(new(Client, clientId.ToString()));

    /// <summary>What selects series at the peer, and perhaps more: every label has a value that one of them has. All have labels of the same names.</summary>
    public static string Selector(Guid clientId, IReadOnlyList<Series> series)
    {
        var matchers = series.SelectMany(one => There(clientId, one.Labels)).GroupBy(label => label.Key, label => label.Value, StringComparer.Ordinal)
            .Select(label => (Name: label.Key, Values: label.Distinct(StringComparer.Ordinal).ToArray()))
            .Select(label => label.Values is [var only] ? $"{label.Name}=\"{Quoted(only)}\"" : $"{label.Name}=~\"{Quoted(string.Join('|', label.Values.Select(Literal)))}\"");
        return $"{{{string.Join(',', matchers)}}}";
    }

    private static string NameThere(string name)
    {
        var rest = name.AsSpan();
        while (rest.StartsWith(Moved, StringComparison.Ordinal))
        {
            rest = rest[Moved.Length..];
        }

        return rest.SequenceEqual(Client) ? Moved + name : name;
    }

    // RE2: these mean something outside a character class; matchers are anchored at both ends.
    private static string Literal(string text)
    {
        var literal = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            _ = @"\.+*?()|[]{}^$".Contains(c, StringComparison.Ordinal) ? literal.Append('\\').Append(c) : literal.Append(c);
        }

        return literal.ToString();
    }

    // PromQL, «String literals»: escapes as in Go.
    private static string Quoted(string text)
    {
        var quoted = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' or '\\' => quoted.Append('\\').Append(c),
                < ' ' or '\x7F' => quoted.Append("\\x").Append(((int)c).ToString("x2", System.Globalization.CultureInfo.InvariantCulture)),
                _ => quoted.Append(c),
            };
        }

        return quoted.ToString();
    }
}
