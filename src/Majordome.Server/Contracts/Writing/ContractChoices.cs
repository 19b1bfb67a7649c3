using Majordome.Domain.Contracts;
using Majordome.Server.Assets;
using Majordome.Server.Clients;
using Majordome.Server.Platform.House;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Wording;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Majordome.Server.Contracts.Writing;

/// <summary>What may be chosen in a contract's form.</summary>
/// <param name="Targets">Items, then classes by site, in groups.</param>
/// <param name="People">The provider's people who may be told.</param>
public sealed record ContractChoices(IReadOnlyList<(string Group, IReadOnlyList<Choice> Choices)> Targets, IReadOnlyList<Choice> People);

/// <summary>Reads what may be chosen for a client.</summary>
public sealed class ChoicesOfClient(AppDb db, EstateOfClient estates, IStringLocalizer<ContractsTexts> texts)
{
    /// <summary>The client's items and sites, and the provider's people; items that are gone only where the contract names them.</summary>
    public async Task<ContractChoices> ReadAsync(Guid clientId, ContractTerms terms, CancellationToken cancellationToken)
    {
        var named = terms.Scope.Select(l => l.Target).OfType<ScopeTarget.OneItem>().Select(t => t.Id).ToList();
        var assets = await db.Set<Asset>().AsNoTracking().Where(a => a.ClientId == clientId && (a.RetiredAt == null || named.Contains(a.Id)))
            .OrderBy(a => a.Name).ToListAsync(cancellationToken);
        var sites = await db.Set<Site>().AsNoTracking().Where(s => s.ClientId == clientId).OrderBy(s => s.Name).ToListAsync(cancellationToken);
        var people = await estates.PeopleAsync(clientId, cancellationToken);
        var groups = new List<(string, IReadOnlyList<Choice>)>
        {
            (texts["Form.Items"], [.. assets.Select(a => new Choice($"item:{a.Id}", $"{a.Name} ({texts[$"Class.{a.Class}"].Value})"))]),
            (texts["Form.ClassesAnywhere"], [.. Enum.GetValues<ItemClass>().Select(c => new Choice($"class:{c}", Words.Capital(texts[$"Classes.{c}"])))]),
        };
        groups.AddRange(sites.Select(site => (
            texts["Form.ClassesAt", site.Name].Value,
            (IReadOnlyList<Choice>)[.. Enum.GetValues<ItemClass>().Select(c => new Choice($"class:{c}@{site.Id}", $"{Words.Capital(texts[$"Classes.{c}"])}, {site.Name}"))])));
        return new(groups, [.. people.Select(p => new Choice(p.Id.ToString(), p.DisplayName))]);
    }
}
