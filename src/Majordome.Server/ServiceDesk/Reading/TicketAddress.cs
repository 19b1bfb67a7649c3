using Majordome.Domain.Contracts;
using Majordome.Server.ServiceDesk.Tickets;

namespace Majordome.Server.ServiceDesk.Reading;

/// <summary>How a list's filters are written in an address, the same for pages, exports and the API.</summary>
public static class TicketAddress
{
    /// <summary>The fields, in the order in which they are shown.</summary>
    public static readonly IReadOnlyList<string> Fields = ["state", "client", "asset", "assignee", "priority", "nature", "q"];

    /// <summary>Reads a filter. <c>state</c> is a state, <c>open</c> or <c>ended</c>; <c>assignee</c> is a key, <c>me</c> or <c>none</c>. What cannot be read does not filter.</summary>
    /// <param name="field">Gives the value of a field.</param>
    /// <param name="me">The caller.</param>
    public static TicketFilter Filter(Func<string, string?> field, Guid? me)
    {
        var assignee = field("assignee");
        var state = field("state");
        return new()
        {
            Active = state switch { "open" => true, "ended" => false, _ => null },
            State = Word<TicketState>(state),
            ClientId = Key(field("client")),
            AssetId = Key(field("asset")),
            AssigneeId = assignee is "me" ? me : Key(assignee),
            Unassigned = assignee is "none",
            Priority = Word<Priority>(field("priority")),
            Nature = Word<Nature>(field("nature")),
            Text = field("q"),
        };
    }

    private static Guid? Key(string? text) => Guid.TryParse(text, out var key) ? key : null;

    private static T? Word<T>(string? text)
        where T : struct, Enum =>
        text is { Length: > 0 } && char.IsLetter(text[0]) && Enum.TryParse<T>(text.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var value) ? value : null;
}
