using System.Linq.Expressions;
using Majordome.Server.Assets;
using Majordome.Server.Platform.House;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Web;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Clients;

/// <summary>A line of the list of clients.</summary>
/// <param name="Id">Which.</param>
/// <param name="Name">Its name.</param>
/// <param name="Code">Its code.</param>
/// <param name="Sites">How many sites it has.</param>
/// <param name="Assets">How many assets in service.</param>
/// <param name="Contacts">How many contacts.</param>
public sealed record ClientLine(Guid Id, string Name, string Code, int Sites, int Assets, int Contacts);

/// <summary>Reads the list of clients.</summary>
public sealed class ClientList(AppDb db)
{
    /// <summary>The field of the address that asks for the archived clients, and its value.</summary>
    public const string StateField = "state", Archived = "archived";

    /// <summary>A page of the list: by name, or by code when the address says so.</summary>
    public Task<ListPage<ClientLine>> ReadAsync(PageAddress address, CancellationToken cancellationToken)
    {
        var isArchived = address[StateField] == Archived;
        var sort = address[PageAddress.SortField] ?? "name";
        Expression<Func<Client, string>> by = sort.TrimStart('-') == "code" ? c => c.Code : c => Sql.Lower(c.Name);
        var all = db.Set<Client>().AsNoTracking();
        return Keyset.PageAsync(
            all.Where(c => c.ArchivedAt != null == isArchived), all, by, sort.StartsWith('-'), address,
            c => new ClientLine(
                c.Id, c.Name, c.Code,
                db.Set<Site>().Count(s => s.ClientId == c.Id),
                db.Set<Asset>().Count(a => a.ClientId == c.Id && a.RetiredAt == null),
                db.Set<Contact>().Count(p => p.ClientId == c.Id)),
            line => line.Id, cancellationToken);
    }

    /// <summary>How many clients there are, how many are archived, and how many assets the first have in service.</summary>
    public async Task<(int Clients, int Archived, int Assets)> CountAsync(CancellationToken cancellationToken) => (
        await db.Set<Client>().CountAsync(c => c.ArchivedAt == null, cancellationToken),
        await db.Set<Client>().CountAsync(c => c.ArchivedAt != null, cancellationToken),
        await db.Set<Asset>().CountAsync(a => a.RetiredAt == null && db.Set<Client>().Any(c => c.Id == a.ClientId && c.ArchivedAt == null), cancellationToken));
}
