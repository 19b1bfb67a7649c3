using System.Text.Json;
using Majordome.Domain;
using Majordome.Domain.Monitoring;
using Majordome.Server.Platform.Persistence;
using NodaTime;

namespace Majordome.Server.Monitoring.Checks;

/// <summary>
/// Where a check stands: the machine's state and the ledger as the domain made them, and beside them what lists sort and filter by.
/// Written by <see cref="StandingKeeper"/> alone; its version makes of two writers one.
/// </summary>
public sealed class CheckStanding : IClientOwned, IVersioned
{
    /// <summary>The check: also the key.</summary>
    public required Guid CheckId { get; init; }

    /// <inheritdoc/>
    public required Guid ClientId { get; init; }

    /// <summary><see cref="CheckState"/> as JSON.</summary>
    public required string State { get; set; }

    /// <summary><see cref="TellLedger"/> as JSON.</summary>
    public required string Ledger { get; set; }

    /// <summary>The confirmed state.</summary>
    public required CheckStatus Confirmed { get; set; }

    /// <summary>Severity of the open problem; OK when there is none.</summary>
    public required CheckStatus Severity { get; set; }

    /// <summary>Since when <see cref="Confirmed"/> holds in the world.</summary>
    public required Instant Since { get; set; }

    /// <summary>Whether it flaps.</summary>
    public bool IsFlapping { get; set; }

    /// <summary>How many changes were written; the number of the last one.</summary>
    public long Changes { get; set; }

    /// <summary>When to look at it again although no result comes: silence, the end of a mute, the decay of flapping. <c>null</c>: not by itself.</summary>
    public Instant? LookAt { get; set; }

    /// <summary>What the last run said, whatever is confirmed; <c>null</c> before the first.</summary>
    public CheckStatus? LastStatus { get; set; }

    /// <summary>Its line.</summary>
    public string? LastText { get; set; }

    /// <summary>Its other lines.</summary>
    public string? LastLongText { get; set; }

    /// <summary>What it measured, as JSON.</summary>
    public string? LastMeasurements { get; set; }

    /// <summary>How its time was spent, as JSON.</summary>
    public string? LastPhases { get; set; }

    /// <summary>When it started, in the server's time.</summary>
    public Instant? LastStarted { get; set; }

    /// <summary>How long it took.</summary>
    public Duration? LastTook { get; set; }

    /// <inheritdoc/>
    public int Version { get; set; }

    /// <summary>The machine's state.</summary>
    public CheckState ReadState() => JsonSerializer.Deserialize<CheckState>(State, FactJson.Options)!;

    /// <summary>What is owed to people.</summary>
    public TellLedger ReadLedger() => JsonSerializer.Deserialize<TellLedger>(Ledger, FactJson.Options)!;

    /// <summary>The standing of a check nobody has heard of yet.</summary>
    public static CheckStanding New(Check check, Instant now)
    {
        var standing = new CheckStanding
        {
            CheckId = check.Id,
            ClientId = check.ClientId,
            State = "",
            Ledger = "",
            Confirmed = CheckStatus.NoData,
            Severity = CheckStatus.Ok,
            Since = now,
        };
        standing.Keep(CheckState.New(now), TellLedger.Empty);
        standing.LookAt = CheckMachine.SilentFrom(CheckState.New(now), check.ReadPolicy());
        return standing;
    }

    /// <summary>Keeps a state and a ledger.</summary>
    public void Keep(CheckState state, TellLedger ledger)
    {
        State = JsonSerializer.Serialize(state, FactJson.Options);
        Ledger = JsonSerializer.Serialize(ledger, FactJson.Options);
        (Confirmed, Severity, Since) = (state.Confirmed, state.Problem?.Severity ?? CheckStatus.Ok, state.ConfirmedSince);
        IsFlapping = state.Flapping.IsActive;
    }
}
