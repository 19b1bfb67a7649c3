using System.Globalization;
using Majordome.Server.Assets;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Monitoring.Checks;

/// <summary>What is typed in the form of a check; times are in seconds.</summary>
public sealed class CheckFields
{
    /// <summary>Version the change is made from.</summary>
    public int? Version { get; set; }

    /// <summary>Name.</summary>
    public string? Name { get; set; }

    /// <summary>Target.</summary>
    public string? Target { get; set; }

    /// <summary>Parameters by name.</summary>
    public Dictionary<string, string> Parameters { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Secret parameters to forget: ticked boxes, by name.</summary>
    public Dictionary<string, string> Forget { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Interval, in seconds.</summary>
    public string? Interval { get; set; } = "60";

    /// <summary>Retry interval, in seconds.</summary>
    public string? RetryInterval { get; set; } = "10";

    /// <summary>Time-out, in seconds.</summary>
    public string? TimeOut { get; set; } = "10";

    /// <summary>Consecutive results.</summary>
    public ConfirmationFields Confirmations { get; set; } = new();

    /// <summary>Whether it is run; a box that is not ticked sends nothing.</summary>
    public bool Enabled { get; set; }

    /// <summary>What is typed for criticals.</summary>
    public string? Critical => Confirmations.Critical;

    /// <summary>What is typed for warnings.</summary>
    public string? Warning => Confirmations.Warning;

    /// <summary>What is typed for recoveries.</summary>
    public string? Recovery => Confirmations.Recovery;

    /// <summary>The fields of a check as it is.</summary>
    public static CheckFields Of(Check check) => new()
    {
        Version = check.Version,
        Name = check.Name,
        Target = check.Target,
        Parameters = new(check.ReadParameters(), StringComparer.Ordinal),
        Interval = Seconds(check.Interval),
        RetryInterval = Seconds(check.RetryInterval),
        TimeOut = Seconds(check.TimeOut),
        Confirmations = new()
        {
            Critical = check.ConfirmCritical.ToString(CultureInfo.InvariantCulture),
            Warning = check.ConfirmWarning.ToString(CultureInfo.InvariantCulture),
            Recovery = check.ConfirmRecovery.ToString(CultureInfo.InvariantCulture),
        },
        Enabled = check.Enabled,
    };

    /// <summary>The form for the command; what the page does not show stays as the check has it. What is not a number is out of every bound.</summary>
    public CheckForm ToForm(string type, Check? check)
    {
        var kept = check is null ? new CheckForm() : CheckForm.Of(check);
        return kept with
        {
            Name = Name,
            Type = type,
            Target = Target,
            Parameters = Parameters,
            Secrets = kept.Secrets is null ? null : [.. kept.Secrets.Where(name => !Forget.ContainsKey(name))],
            Interval = Seconds(Interval),
            RetryInterval = Seconds(RetryInterval),
            TimeOut = Seconds(TimeOut),
            Confirmations = kept.Confirmations with { Critical = Count(Critical), Warning = Count(Warning), Recovery = Count(Recovery) },
            Enabled = Enabled,
        };
    }

    private static string Seconds(Duration duration) => duration.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>Seconds as typed; what is no time is none, which every bound refuses.</summary>
    internal static Duration Seconds(string? seconds) =>
        double.TryParse(seconds?.Trim().Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and < 1e8
            ? Duration.FromMilliseconds((long)Math.Round(value * 1000))
            : Duration.Zero;

    private static int Count(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0;
}

/// <summary>Consecutive results, as typed.</summary>
public sealed class ConfirmationFields
{
    /// <summary>For a critical.</summary>
    public string? Critical { get; set; } = "3";

    /// <summary>For a warning.</summary>
    public string? Warning { get; set; } = "3";

    /// <summary>For a recovery.</summary>
    public string? Recovery { get; set; } = "1";
}

/// <summary>Reads what the form of a check is about.</summary>
public sealed class CheckFormReader(AppDb db)
{
    /// <summary>The check and its item, or the item alone; nothing when there is none, as far as the caller may know.</summary>
    public async Task<(Asset? Asset, Check? Check)> ReadAsync(Guid? checkId, Guid? assetId, CancellationToken cancellationToken)
    {
        var check = checkId is null ? null : await db.Checks().SingleOrDefaultAsync(c => c.Id == checkId, cancellationToken);
        var item = check?.AssetId ?? (checkId is null ? assetId : null);
        return (item is null ? null : await db.Set<Asset>().AsNoTracking().SingleOrDefaultAsync(a => a.Id == item, cancellationToken), check);
    }
}
