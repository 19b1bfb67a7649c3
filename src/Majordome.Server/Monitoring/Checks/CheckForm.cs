using System.Collections.Immutable;
using System.Text.Json;
using Majordome.Domain;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Server.Platform.Identity;
using NodaTime;

namespace Majordome.Server.Monitoring.Checks;

/// <summary>A check as a person or a program writes it. What is left out has the product's default.</summary>
public sealed record CheckForm
{
    /// <summary>How people call it; at most 100 characters.</summary>
    public string? Name { get; init; }

    /// <summary>A name of the probe's catalogue, or <c>passive</c>.</summary>
    public string? Type { get; init; }

    /// <summary>What is checked, in the form of the type.</summary>
    public string? Target { get; init; }

    /// <summary>Parameters of the type, by name; empty texts are left out. Secret ones are only ever written: no answer holds them.</summary>
    public IReadOnlyDictionary<string, string>? Parameters { get; init; }

    /// <summary>Names of the secret parameters that are set. On a change, those to keep as they are; <c>null</c>: all that are not given anew.</summary>
    public IReadOnlyList<string>? Secrets { get; init; }

    /// <summary>From a run to the next; from 1 second to 7 days, 60 seconds by default.</summary>
    public Duration? Interval { get; init; }

    /// <summary>How long a run may take; from 100 milliseconds to 10 minutes, at most the interval.</summary>
    public Duration? TimeOut { get; init; }

    /// <summary>From a run to the next while a change awaits confirmation; at most the interval.</summary>
    public Duration? RetryInterval { get; init; }

    /// <summary>How many consecutive results confirm each status; <c>null</c>: as many as by default.</summary>
    public ConfirmationForm Confirmations { get; init => field = value ?? new(); } = new();

    /// <summary>How many intervals may pass in silence; from 1 to 100.</summary>
    public int MissedIntervals { get; init; } = 3;

    /// <summary>When it is called flapping; <c>null</c>: as by default.</summary>
    public FlappingForm Flapping { get; init => field = value ?? new(); } = new();

    /// <summary>What each severity leads to; <c>null</c>: the product's defaults.</summary>
    public IncidentPolicy? Treatment { get; init; }

    /// <summary>Whether it is run.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The form that would make the check as it is.</summary>
    public static CheckForm Of(Check check) => new()
    {
        Name = check.Name,
        Type = check.Type,
        Target = check.Target,
        Parameters = check.ReadParameters(),
        Secrets = check.Secrets is null ? null : [.. check.ReadSealed().Keys],
        Interval = check.Interval,
        TimeOut = check.TimeOut,
        RetryInterval = check.RetryInterval,
        Confirmations = new(check.ConfirmWarning, check.ConfirmCritical, check.ConfirmUnknown, check.ConfirmNoData, check.ConfirmRecovery),
        MissedIntervals = check.MissedIntervals,
        Flapping = new(check.FlappingEnabled, check.FlappingHalfLife, check.FlappingStartAt, check.FlappingStopAt),
        Treatment = check.Treatment is null ? null : check.ReadTreatment(),
        Enabled = check.Enabled,
    };
}

/// <summary>Consecutive results that confirm each status; each from 1 to 20.</summary>
public sealed record ConfirmationForm(int Warning = 3, int Critical = 3, int Unknown = 3, int NoData = 3, int Recovery = 1);

/// <summary>Settings of flapping; the half-life is 30 minutes by default.</summary>
public sealed record FlappingForm(bool Enabled = true, Duration? HalfLife = null, double StartAt = 3.5, double StopAt = 1.5);

/// <summary>A definition that may be run.</summary>
public sealed record CheckDefinition(
    string Name, string Type, string Target, string Parameters, string? Secrets, CheckPolicy Policy, string? Treatment, bool Enabled)
{
    /// <summary>Writes it into a check.</summary>
    /// <returns>Whether what is run, or how it is judged, differs from before.</returns>
    public bool WriteTo(Check check)
    {
        var before = (check.Type, check.Target, check.Parameters, check.Secrets, check.Treatment, check.ReadPolicy());
        (check.Name, check.Type, check.Target, check.Parameters, check.Secrets, check.Treatment) = (Name, Type, Target, Parameters, Secrets, Treatment);
        check.Take(Policy);
        return before != (Type, Target, Parameters, Secrets, Treatment, Policy);
    }
}

/// <summary>
/// Reads forms, with the probe's own types as judges of their parameters. A plugin is a program with free arguments, some of which run other
/// programs (<c>negate</c>, <c>check_by_ssh</c>), with the rights of the server, which holds every client's data: only who manages the
/// estate of all clients may say which is run.
/// </summary>
public sealed class CheckForms(CheckCatalogue catalogue, CheckSecrets secrets, CallerContext context)
{
    /// <summary>The longest name of a check, in characters.</summary>
    public const int LongestName = 100;

    private const int LongestTarget = 500;

    /// <summary>Reads a form.</summary>
    /// <param name="form">The check as it shall be.</param>
    /// <param name="check">The check as it is, whose secrets are kept where the form leaves them out; <c>null</c>: a new one.</param>
    /// <returns>
    /// The definition, or every reason against it: <c>required</c>, <c>text-too-long</c>, <c>plugin-needs-all-clients</c>, <c>secret-of-another-target</c> (a secret is kept
    /// only for whom it was given: else who may change a target could have it sent to themselves), the rules of the probe's types (<c>target</c>,
    /// <c>parameters.NAME</c>) and those of the policy (<c>interval</c>, <c>confirmations.critical</c>, <c>flapping.stopAt</c>…).
    /// </returns>
    public Result<CheckDefinition> Read(CheckForm form, Check? check = null)
    {
        var refusals = ImmutableArray.CreateBuilder<Refusal>();
        var (name, type, target) = (form.Name?.Trim() ?? "", form.Type?.Trim() ?? "", form.Target?.Trim() ?? "");
        Bound(refusals, "name", name, LongestName);
        if (type.Length == 0)
        {
            refusals.Add(Refusal.Of("type", "required"));
        }

        if (type == Check.Plugin && !context.Caller.MayEverywhere(Permission.ManageEstate))
        {
            refusals.Add(Refusal.Of("type", "plugin-needs-all-clients"));
        }

        if (target.Length > LongestTarget)
        {
            refusals.Add(Refusal.Of("target", "text-too-long", target.Length, LongestTarget));
        }

        var parameters = new GivenParameters(catalogue.Find(type), form, check, secrets);
        if (type.Length > 0 && type != Check.Passive)
        {
            refusals.AddRange(parameters.Judge(catalogue, type, target));
        }

        var policy = ReadPolicy(form);
        refusals.AddRange(policy.Refusals);
        return refusals.Count > 0
            ? refusals.ToImmutable()
            : new CheckDefinition(
                name, type, target, JsonSerializer.Serialize(parameters.Plain, FactJson.Options), parameters.Seal(), policy.Value,
                form.Treatment is null ? null : JsonSerializer.Serialize(form.Treatment, FactJson.Options), form.Enabled);
    }

    private static Result<CheckPolicy> ReadPolicy(CheckForm form)
    {
        var (counts, life) = (form.Confirmations, form.Flapping);
        var confirmations = Confirmations.Create(counts.Warning, counts.Critical, counts.Unknown, counts.NoData, counts.Recovery);
        var flapping = FlappingPolicy.Create(life.Enabled, life.HalfLife, life.StartAt, life.StopAt);
        var policy = CheckPolicy.Create(
            form.Interval, form.TimeOut, form.RetryInterval,
            confirmations.IsAccepted ? confirmations.Value : null, form.MissedIntervals, flapping.IsAccepted ? flapping.Value : null);
        ImmutableArray<Refusal> refusals =
        [
            .. policy.Refusals,
            .. confirmations.Refusals.Select(r => r.Within("confirmations")),
            .. flapping.Refusals.Select(r => r.Within("flapping")),
        ];
        return refusals.IsEmpty ? policy : refusals;
    }

    private static void Bound(ImmutableArray<Refusal>.Builder refusals, string path, string text, int longest)
    {
        if (text.Length == 0)
        {
            refusals.Add(Refusal.Of(path, "required"));
        }
        else if (text.Length > longest)
        {
            refusals.Add(Refusal.Of(path, "text-too-long", text.Length, longest));
        }
    }
}
