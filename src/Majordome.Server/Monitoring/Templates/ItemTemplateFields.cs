using Majordome.Domain.Monitoring.Templates;

namespace Majordome.Server.Monitoring.Templates;

/// <summary>What is typed about a template on an item.</summary>
public sealed class ItemTemplateFields
{
    /// <summary>Parameters that the item says for itself.</summary>
    public Dictionary<string, string> Overrides { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Secret parameters to forget: ticked boxes, by name.</summary>
    public Dictionary<string, string> Forget { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Checks to make: ticked boxes, by key.</summary>
    public Dictionary<string, string> With { get; set; } = new(StringComparer.Ordinal);

    /// <summary>The form for the command.</summary>
    /// <param name="template">The template.</param>
    /// <param name="kept">Secret parameters that the item says for itself.</param>
    public ItemTemplateForm ToForm(CheckTemplate template, IEnumerable<string> kept) => new()
    {
        Overrides = Overrides,
        Secrets = [.. kept.Where(name => !Forget.ContainsKey(name))],
        Excluded = [.. template.Checks.Select(c => c.Key).Where(key => !With.ContainsKey(key))],
    };
}

/// <summary>How a template is taken off, as chosen.</summary>
public sealed class DetachFields
{
    /// <summary><c>keep</c> or <c>remove</c>.</summary>
    public string? Checks { get; set; }
}
