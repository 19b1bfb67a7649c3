using System.Collections.Immutable;
using System.Globalization;
using NodaTime;

namespace Majordome.Domain.Monitoring.Templates;

/// <summary>The text of a field of a check, as it is compared; a secret is compared and never told.</summary>
public readonly record struct FieldText(string Text, bool IsSecret = false)
{
    /// <summary>What may be told of it; <c>null</c>: nothing.</summary>
    public string? Shown => IsSecret ? null : Text;

    /// <inheritdoc/>
    public override string ToString() => Shown ?? "secret";
}

/// <summary>
/// A check as templates see it: texts by the names of the fields that templates govern (<see cref="Name"/>, <see cref="Type"/>, <see cref="Target"/>, times in seconds,
/// counts, and <c>parameters.NAME</c>). Whether it is run, its silences and what it leads to are not theirs.
/// </summary>
public static class CheckSheet
{
    /// <summary>How people call the check.</summary>
    public const string Name = "name";

    /// <summary>Its type.</summary>
    public const string Type = "type";

    /// <summary>What is checked.</summary>
    public const string Target = "target";

    /// <summary>From a run to the next, in seconds.</summary>
    public const string Interval = "interval";

    /// <summary>From a run to the next while a change awaits confirmation, in seconds.</summary>
    public const string RetryInterval = "retryInterval";

    /// <summary>How long a run may take, in seconds.</summary>
    public const string TimeOut = "timeOut";

    /// <summary>Consecutive results that confirm a critical.</summary>
    public const string Critical = "confirmations.critical";

    /// <summary>Consecutive results that confirm a warning.</summary>
    public const string Warning = "confirmations.warning";

    /// <summary>Beginning of the fields of parameters.</summary>
    public const string Parameters = "parameters.";

    /// <summary>An empty sheet, in the order of names.</summary>
    public static ImmutableSortedDictionary<string, FieldText> Empty { get; } = ImmutableSortedDictionary.Create<string, FieldText>(StringComparer.Ordinal);

    /// <summary>A time, as a field has it.</summary>
    public static FieldText Seconds(Duration time) => new(time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture));

    /// <summary>A time, from a field's text.</summary>
    public static Duration Seconds(FieldText text) => Duration.FromMilliseconds((long)Math.Round(double.Parse(text.Text, CultureInfo.InvariantCulture) * 1000));

    /// <summary>A count, as a field has it.</summary>
    public static FieldText Count(int count) => new(count.ToString(CultureInfo.InvariantCulture));

    /// <summary>A count, from a field's text.</summary>
    public static int Count(FieldText text) => int.Parse(text.Text, CultureInfo.InvariantCulture);
}
