using System.Collections.Immutable;
using System.Text.Json;
using Majordome.Domain;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Contract;
using Majordome.Server.Platform.Persistence;
using NodaTime;

namespace Majordome.Server.Monitoring.Checks;

/// <summary>Something that is looked at regularly on an item of a client. Its identity is the item and the definition; each change of the definition has a number.</summary>
public sealed class Check : IClientOwned, IVersioned
{
    /// <summary>The type of a check that no probe runs: its results come in from outside.</summary>
    public const string Passive = "passive";

    /// <summary>The type of a check that runs a program of others, whose arguments and words are its author's.</summary>
    public const string Plugin = "plugin";

    /// <summary>Key.</summary>
    public required Guid Id { get; init; }

    /// <inheritdoc/>
    public required Guid ClientId { get; init; }

    /// <summary>The item it looks at; never changes.</summary>
    public required Guid AssetId { get; init; }

    /// <summary>The probe that runs it; <c>null</c> for a passive check.</summary>
    public Guid? ProbeId { get; init; }

    /// <summary>How people call it: « Disque / ». Unique within the item among those that are not removed.</summary>
    public required string Name { get; set; }

    /// <summary>A name of the probe's catalogue, or <see cref="Passive"/>.</summary>
    public required string Type { get; set; }

    /// <summary>What is checked, in the form of the type; empty for a passive check.</summary>
    public required string Target { get; set; }

    /// <summary>Parameters by name, as a JSON object of texts; without the secret ones.</summary>
    public required string Parameters { get; set; }

    /// <summary>Secret parameters by name, as a JSON object of protected texts (<see cref="CheckSecrets"/>); <c>null</c>: none.</summary>
    public string? Secrets { get; set; }

    /// <summary>Of <see cref="CheckPolicy"/>, as the following ones.</summary>
    public required Duration Interval { get; set; }

    /// <summary>How long a run may take.</summary>
    public required Duration TimeOut { get; set; }

    /// <summary>From a run to the next while a change awaits confirmation.</summary>
    public required Duration RetryInterval { get; set; }

    /// <summary>Consecutive results that confirm a warning.</summary>
    public int ConfirmWarning { get; set; }

    /// <summary>Consecutive results that confirm a critical.</summary>
    public int ConfirmCritical { get; set; }

    /// <summary>Consecutive results that confirm an unknown.</summary>
    public int ConfirmUnknown { get; set; }

    /// <summary>Consecutive results without data that confirm no data.</summary>
    public int ConfirmNoData { get; set; }

    /// <summary>Consecutive good results that end a problem.</summary>
    public int ConfirmRecovery { get; set; }

    /// <summary>How many intervals may pass in silence.</summary>
    public int MissedIntervals { get; set; }

    /// <summary>Whether flapping is judged.</summary>
    public bool FlappingEnabled { get; set; }

    /// <summary>Half-life of a change's weight.</summary>
    public required Duration FlappingHalfLife { get; set; }

    /// <summary>The weight from which it flaps.</summary>
    public double FlappingStartAt { get; set; }

    /// <summary>The weight down to which it still flaps.</summary>
    public double FlappingStopAt { get; set; }

    /// <summary>What each severity leads to, as JSON of <see cref="IncidentPolicy"/>; <c>null</c>: the product's defaults.</summary>
    public string? Treatment { get; set; }

    /// <summary>Number of the definition, from 1: grows when what is run or how it is judged changes.</summary>
    public required int Definition { get; set; }

    /// <summary>Whether it is run.</summary>
    public bool Enabled { get; set; }

    /// <summary>The template on the item that made it (<see cref="Templates.AppliedTemplate"/>); <c>null</c>: none, or it is removed.</summary>
    public Guid? AppliedTemplateId { get; set; }

    /// <summary>Which of that template's checks it is.</summary>
    public string? TemplateKey { get; set; }

    /// <summary>Fields that were changed by hand, which the template leaves alone, as a JSON list; <c>null</c>: none.</summary>
    public string? Overridden { get; set; }

    /// <summary>When it was added.</summary>
    public required Instant CreatedAt { get; init; }

    /// <summary>Since when it is removed; its history stays.</summary>
    public Instant? RemovedAt { get; set; }

    /// <inheritdoc/>
    public int Version { get; set; }

    /// <summary>Whether results are expected of it.</summary>
    public bool IsWatched => Enabled && RemovedAt is null;

    /// <summary>How it runs and how its results are judged.</summary>
    public CheckPolicy ReadPolicy()
    {
        var counts = Confirmations.Create(ConfirmWarning, ConfirmCritical, ConfirmUnknown, ConfirmNoData, ConfirmRecovery).Value;
        var flapping = FlappingPolicy.Create(FlappingEnabled, FlappingHalfLife, FlappingStartAt, FlappingStopAt).Value;
        return CheckPolicy.Create(Interval, TimeOut, RetryInterval, counts, MissedIntervals, flapping).Value;
    }

    /// <summary>Takes a policy over, field by field.</summary>
    public void Take(CheckPolicy policy)
    {
        (Interval, TimeOut, RetryInterval, MissedIntervals) = (policy.Interval, policy.TimeOut, policy.RetryInterval, policy.MissedIntervals);
        var counts = policy.Confirmations;
        (ConfirmWarning, ConfirmCritical, ConfirmUnknown) = (counts.Warning, counts.Critical, counts.Unknown);
        (ConfirmNoData, ConfirmRecovery) = (counts.NoData, counts.Recovery);
        var flapping = policy.Flapping;
        (FlappingEnabled, FlappingHalfLife, FlappingStartAt, FlappingStopAt) = (flapping.Enabled, flapping.HalfLife, flapping.StartAt, flapping.StopAt);
    }

    /// <summary>What each severity leads to.</summary>
    public IncidentPolicy ReadTreatment() =>
        Treatment is null ? IncidentPolicy.Default : JsonSerializer.Deserialize<IncidentPolicy>(Treatment, FactJson.Options)!;

    /// <summary>The parameters, by name.</summary>
    public ImmutableSortedDictionary<string, string> ReadParameters() =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(Parameters, FactJson.Options)!.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>From now on it is the item's own: no template changes it.</summary>
    public void Untie() => (AppliedTemplateId, TemplateKey, Overridden) = (null, null, null);

    /// <summary>The secret parameters, by name, as they are kept.</summary>
    public ImmutableSortedDictionary<string, string> ReadSealed() => CheckSecrets.Names(Secrets);

    /// <summary>What the probe is told of it: the one place where its secrets leave the database.</summary>
    public CheckAssignment ToAssignment(CheckSecrets secrets) => new()
    {
        Check = Id,
        Definition = Definition,
        Type = Type,
        Target = Target,
        Parameters = ReadParameters().SetItems(secrets.OpenAll(Secrets)),
        Interval = Interval,
        Timeout = TimeOut,
        RetryInterval = RetryInterval,
        Confirmations = new ConfirmationCounts(ConfirmWarning, ConfirmCritical, ConfirmUnknown, ConfirmRecovery),
    };
}
