using System.Text;

namespace Majordome.Server.Platform.House;

/// <summary>What is wrong in a form, said to the person who filled it.</summary>
/// <param name="Name">The name of the field in the form; empty when the whole is meant.</param>
/// <param name="Message">The reason and the fix, in the reader's language.</param>
public sealed record FormError(string Name, string Message);

/// <summary>One choice of a list.</summary>
/// <param name="Value">What is sent.</param>
/// <param name="Label">What is read.</param>
public sealed record Choice(string Value, string Label)
{
    /// <summary>In a segmented control: the letter that chooses it.</summary>
    public string? Key { get; init; }
}

/// <summary>What a field's control carries so that its label, help and error belong to it.</summary>
/// <param name="Id">The element's id.</param>
/// <param name="Attributes">id, name, aria-describedby, aria-invalid and required; splatted on the control.</param>
/// <param name="Invalid">The class of a control in error, or <c>null</c>.</param>
public sealed record FieldContext(string Id, IReadOnlyDictionary<string, object> Attributes, string? Invalid);

/// <summary>Ids of fields, made from their names so that errors can link to them.</summary>
public static class FieldId
{
    /// <summary>The id of the control named so: <c>Pause.Reminder</c> gives <c>f-pause-reminder</c>.</summary>
    public static string Of(string name)
    {
        var id = new StringBuilder("f-");
        foreach (var c in name)
        {
            id.Append(char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-');
        }

        return id.ToString();
    }
}
