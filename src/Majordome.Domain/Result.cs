using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Majordome.Domain;

/// <summary>A value, or the refusals that explain why there is none. Never both, never neither.</summary>
/// <typeparam name="T">What is given when nothing is refused.</typeparam>
public readonly struct Result<T>
    where T : notnull
{
    private readonly T? value;
    private readonly ImmutableArray<Refusal> refusals;

    private Result(T? value, ImmutableArray<Refusal> refusals)
    {
        this.value = value;
        this.refusals = refusals;
    }

    /// <summary>Whether there is a value.</summary>
    public bool IsAccepted => !refusals.IsDefault && refusals.IsEmpty;

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">The input was refused: ask <see cref="IsAccepted"/> first.</exception>
    public T Value => IsAccepted ? value! : throw new InvalidOperationException($"Refused: {string.Join("; ", Refusals)}");

    /// <summary>Why there is no value; empty when there is one.</summary>
    public ImmutableArray<Refusal> Refusals => refusals.IsDefault ? throw new InvalidOperationException("A result that nobody made.") : refusals;

    /// <summary>Accepts.</summary>
    public static implicit operator Result<T>(T value) => new(value, []);

    /// <summary>Refuses for one reason.</summary>
    public static implicit operator Result<T>(Refusal refusal) => new(default, [refusal]);

    /// <summary>Refuses for one or more reasons.</summary>
    /// <exception cref="ArgumentException">No reason is given.</exception>
    public static implicit operator Result<T>(ImmutableArray<Refusal> refusals) =>
        refusals.IsDefaultOrEmpty ? throw new ArgumentException("A refusal needs a reason.", nameof(refusals)) : new(default, refusals);

    /// <summary>Gives the value, or the refusals.</summary>
    public bool TryGet([MaybeNullWhen(false)] out T accepted, out ImmutableArray<Refusal> refused)
    {
        accepted = value;
        refused = Refusals;
        return IsAccepted;
    }
}

/// <summary>The result of an act that gives nothing but its having been done.</summary>
public readonly record struct Done
{
    /// <summary>The one value.</summary>
    public static readonly Done Value;
}
