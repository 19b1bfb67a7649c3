using System.Collections.Immutable;
using Majordome.Domain;
using Majordome.Probe.Checks;

namespace Majordome.Server.Monitoring.Checks;

/// <summary>The parameters of a form: those that are shown, and the secret ones, given anew or kept from the check as it is.</summary>
internal sealed class GivenParameters
{
    private readonly Check? check;
    private readonly CheckSecrets secrets;
    private readonly ImmutableSortedDictionary<string, string> given;
    private readonly ImmutableSortedDictionary<string, string> kept;

    public GivenParameters(CheckType? type, CheckForm form, Check? check, CheckSecrets secrets)
    {
        (this.check, this.secrets) = (check, secrets);
        var all = (form.Parameters ?? ImmutableDictionary<string, string>.Empty).Where(p => !string.IsNullOrEmpty(p.Value)).ToImmutableSortedDictionary(StringComparer.Ordinal);
        bool IsSecret(string name) => type?.IsSecret(name) is true;
        Plain = all.RemoveRange(all.Keys.Where(IsSecret));
        given = all.RemoveRange(Plain.Keys);
        kept = secrets.Staying(check?.Secrets, IsSecret, form.Secrets).RemoveRange(given.Keys);
    }

    /// <summary>Those that are shown.</summary>
    public ImmutableSortedDictionary<string, string> Plain { get; }

    /// <summary>The secret ones as they are to be kept; <c>null</c>: none.</summary>
    public string? Seal() => secrets.SealAll(kept.SetItems(given), check?.Secrets);

    /// <summary>What the type says against them, and that kept secrets stay with whom they were given for.</summary>
    public ImmutableArray<Refusal> Judge(CheckCatalogue catalogue, string type, string target)
    {
        var (peer, refusals) = PeerOf(catalogue, type, target, Plain.SetItems(kept).SetItems(given));
        if (check is null || kept.IsEmpty || !refusals.IsEmpty)
        {
            return refusals;
        }

        var (before, _) = PeerOf(catalogue, check.Type, check.Target, check.ReadParameters().SetItems(secrets.OpenAll(check.Secrets)));
        return before == peer && check.Type == type ? [] : [.. kept.Keys.Select(name => Refusal.Of($"parameters.{name}", "secret-of-another-target"))];
    }

    private static (string? Peer, ImmutableArray<Refusal> Refusals) PeerOf(CheckCatalogue catalogue, string type, string target, ImmutableSortedDictionary<string, string> parameters)
    {
        if (!catalogue.Prepare(type, target, parameters).TryGet(out var prepared, out var refusals))
        {
            return (null, refusals);
        }

        using (prepared)
        {
            return (prepared.Peer, []);
        }
    }
}
