using Majordome.Domain.Reviews;
using Majordome.Server.Platform.Persistence;
using NodaTime;
using NodaTime.Text;

namespace Majordome.Server.Reviews;

/// <summary>A review as it was frozen: one per contract and month, for ever.</summary>
public sealed class FrozenReviewRow : IClientOwned, IFact
{
    private static readonly YearMonthPattern MonthPattern = YearMonthPattern.Iso;

    /// <inheritdoc/>
    public required Guid ClientId { get; init; }

    /// <summary>The contract it is about.</summary>
    public required Guid ContractId { get; init; }

    /// <summary>The month in the contract's zone, <c>2026-10</c>.</summary>
    public required string Month { get; init; }

    /// <summary>What people called the contract then.</summary>
    public required string Reference { get; init; }

    /// <summary>When it was frozen.</summary>
    public required Instant FrozenAt { get; init; }

    /// <summary>Who froze it.</summary>
    public required Guid FrozenById { get; init; }

    /// <summary>Their name at that time.</summary>
    public required string FrozenBy { get; init; }

    /// <summary>The text of the <see cref="ReviewSnapshot"/>, to the byte.</summary>
    public required string Text { get; init; }

    /// <summary>Its SHA-256, 64 lower-case hexadecimal digits.</summary>
    public required string Hash { get; init; }

    /// <summary>As the domain sees it.</summary>
    public ReviewSnapshot ToSnapshot() => new(Text, Hash);

    /// <summary>A month as it is kept and written in addresses.</summary>
    public static string Write(YearMonth month) => MonthPattern.Format(month);

    /// <summary>The month of a text; <c>null</c> when it is none.</summary>
    public static YearMonth? Read(string text) => MonthPattern.Parse(text) is { Success: true, Value: { Year: > 1999 and < 10000 } month } ? month : null;
}
