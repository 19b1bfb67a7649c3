using System.Collections.Immutable;
using Majordome.Domain;
using Majordome.Server.Platform.House;

namespace Majordome.Server.Platform.Web;

/// <summary>Shows the refusals of a command beside the fields of the form that asked for it.</summary>
public static class FormRefusals
{
    /// <summary>
    /// The refusals as errors of a form whose fields are named after its parameter: with <paramref name="form"/> <c>Form</c>, the
    /// path <c>lines[0].from</c> belongs to the field <c>Form.Lines[0].From</c>. A path of no field belongs to the whole form.
    /// </summary>
    public static IReadOnlyList<FormError> ToErrors(this ImmutableArray<Refusal> refusals, Sentences sentences, string form) =>
        [.. refusals.Select(r => new FormError(r.Path.Length == 0 ? "" : $"{form}.{Pascal(r.Path)}", sentences.Tell(r)))];

    private static string Pascal(string path) => string.Join('.', path.Split('.').Select(p => p.Length == 0 ? p : char.ToUpperInvariant(p[0]) + p[1..]));
}
