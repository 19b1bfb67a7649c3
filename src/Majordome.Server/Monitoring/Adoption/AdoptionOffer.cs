using System.Collections.Immutable;
using Majordome.Domain.Monitoring.Templates;
using Majordome.Probe.Discovery;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Monitoring.Templates;
using Majordome.Server.Monitoring.Templates.Shipped;
using Majordome.Server.Platform.Persistence;

namespace Majordome.Server.Monitoring.Adoption;

/// <summary>
/// What a machine gets when it is accepted: the checks that its template makes on every machine of its kind, and those that fit what was found on this one beyond them.
/// Of two that look at the same thing the template's counts, so that its limits can be set and no check is made twice.
/// </summary>
/// <param name="Template">The template that the machine is tied to.</param>
/// <param name="Common">Its checks, as the machine has them.</param>
/// <param name="Found">The machine, and the checks beyond the template.</param>
public sealed record AdoptionOffer(ShelvedTemplate Template, ImmutableArray<RenderedCheck> Common, DiscoveredMachine Found)
{
    /// <summary>How many checks it would have.</summary>
    public int Count => Common.Length + Found.Checks.Length;

    /// <summary>Keys of the template's checks that the machine does without.</summary>
    /// <param name="chosen">Keys of the template's checks and names of the others that are wanted; <c>null</c>: all.</param>
    public ImmutableArray<string> Excluded(IReadOnlyCollection<string>? chosen) =>
        chosen is null ? [] : [.. Common.Select(c => c.Key).Where(key => !chosen.Contains(key, StringComparer.Ordinal))];
}

/// <summary>Makes offers.</summary>
public sealed class AdoptionOffers(TemplateShelf shelf)
{
    /// <summary>The offer for a machine.</summary>
    /// <param name="found">The machine, with every check that fits it.</param>
    /// <param name="inFrench">The language of the checks' names.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<AdoptionOffer> OfAsync(DiscoveredMachine found, bool inFrench, CancellationToken cancellationToken)
    {
        // The probe looks at the machine it runs on, which runs Linux.
        var template = (await shelf.FindAsync(MachineTemplates.Probe.Id, cancellationToken))!;
        var item = new TemplatedItem(Guid.Empty, found.Machine.HostName, found.Machine.HostName);
        ImmutableArray<RenderedCheck> common = [.. shelf.Whole(template).Render(item, inFrench).Where(c => c.Missing.IsEmpty)];
        var covered = common.Select(c => (c.Fields[CheckSheet.Type].Text, c.Fields[CheckSheet.Target].Text)).ToHashSet();
        return new AdoptionOffer(template, common, found with { Checks = [.. found.Checks.DistinctBy(c => c.Name).Where(c => !covered.Contains((c.Type, c.Target)))] });
    }

    /// <summary>The form of a check that was found beyond the template.</summary>
    public static CheckForm ToForm(ProposedCheck proposed, bool inFrench) => new()
    {
        Name = StoredText.Of(NativeWords.NameOf(proposed, inFrench), CheckForms.LongestName, "…"), Type = proposed.Type, Target = proposed.Target, Parameters = proposed.Parameters,
    };
}
