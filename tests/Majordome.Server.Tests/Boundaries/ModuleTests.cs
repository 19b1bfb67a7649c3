using System.Text.RegularExpressions;
using Majordome.Server.Tests.Support;

namespace Majordome.Server.Tests.Boundaries;

/// <summary>Rooms know each other only through <c>Public</c> and through the entities that foreign keys name.</summary>
public sealed partial class ModuleTests
{
    // What any room may name: the platform, and the nouns that everything hangs on. Named, so that each new one is a decision.
    private static readonly HashSet<string> Shared = ["Platform"];

    private static readonly HashSet<string> SharedNouns = ["Clients.Client", "Clients.Site", "Clients.Contact", "Assets.Asset"];

    [Fact]
    public void Rooms_know_each_other_only_through_their_public_part() => Violations(Sources()).ShouldBeEmpty();

    [Fact]
    public void A_planted_violation_is_found() =>
        Violations([("ServiceDesk/OpenTicket.cs", "using Majordome.Server.Contracts;\nusing Majordome.Server.Contracts.Public;")])
            .ShouldBe(["ServiceDesk/OpenTicket.cs: Majordome.Server.Contracts"]);

    private static IEnumerable<(string Path, string Text)> Sources()
    {
        var server = Path.Combine(Repository.Root, "src/Majordome.Server");
        return Directory.EnumerateFiles(server, "*.*", SearchOption.AllDirectories)
            .Where(f => f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".razor", StringComparison.Ordinal))
            .Select(f => (Path.GetRelativePath(server, f), f))
            .Where(f => !f.Item1.StartsWith("bin/", StringComparison.Ordinal) && !f.Item1.StartsWith("obj/", StringComparison.Ordinal) && f.Item1.Contains('/'))
            .Select(f => (f.Item1, File.ReadAllText(f.f)));
    }

    private static List<string> Violations(IEnumerable<(string Path, string Text)> sources)
    {
        var found = new List<string>();
        foreach (var (path, text) in sources)
        {
            var room = path.Split('/')[0];
            foreach (Match match in RoomReference().Matches(text))
            {
                var (other, rest) = (match.Groups["room"].Value, match.Groups["rest"].Value);
                if (other == room || Shared.Contains(other) || rest.StartsWith(".Public", StringComparison.Ordinal) || SharedNouns.Contains(other + rest) || IsNounRoom(other, rest))
                {
                    continue;
                }

                found.Add($"{path}: Majordome.Server.{other}{rest}");
            }
        }

        return found;
    }

    // A «using» of the rooms whose entities others reference by foreign key.
    private static bool IsNounRoom(string room, string rest) => rest.Length == 0 && room is "Clients" or "Assets";

    [GeneratedRegex(@"Majordome\.Server\.(?<room>[A-Z]\w+)(?<rest>(\.[A-Z]\w+)*)")]
    private static partial Regex RoomReference();
}
