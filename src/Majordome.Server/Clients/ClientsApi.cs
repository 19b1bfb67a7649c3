using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Web;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Clients;

/// <summary>A client as the API writes it.</summary>
public sealed record ClientView(Guid Id, string Code, string Name, string Language, string Zone, Instant CreatedAt, Instant? ArchivedAt, int Version)
{
    /// <summary>Of a row.</summary>
    public static ClientView Of(Client c) => new(c.Id, c.Code, c.Name, c.Language, c.Zone, c.CreatedAt, c.ArchivedAt, c.Version);
}

/// <summary>A site as the API writes it.</summary>
public sealed record SiteView(Guid Id, Guid ClientId, string Name, string Zone, string Holidays, string? Address, int Version)
{
    /// <summary>Of a row.</summary>
    public static SiteView Of(Site s) => new(s.Id, s.ClientId, s.Name, s.Zone, s.Holidays, s.Address, s.Version);
}

/// <summary>A contact as the API writes it.</summary>
public sealed record ContactView(Guid Id, Guid ClientId, string Name, string? Function, string? Email, string? Phone, bool IsTold, int Version)
{
    /// <summary>Of a row.</summary>
    public static ContactView Of(Contact c) => new(c.Id, c.ClientId, c.Name, c.Function, c.Email, c.Phone, c.IsTold, c.Version);
}

/// <summary><c>/api/v1/clients</c>, <c>/sites</c>, <c>/contacts</c>.</summary>
public static class ClientsApi
{
    /// <summary>Maps them.</summary>
    public static void MapClientsApi(this IEndpointRouteBuilder routes)
    {
        var clients = routes.MapGroup($"{ApiDocument.Root}/clients").WithTags("clients");
        clients.MapGet("", ListAsync).Requires(Permission.ReadDesk);
        clients.MapPost("", CreateAsync).Requires(Permission.ManageClients, everywhere: true);
        clients.MapPost("/import", ImportAsync).Requires(Permission.ManageClients, everywhere: true).Accepts<string>("text/csv");
        clients.MapGet("/{id:guid}", GetAsync).Requires(Permission.ReadDesk);
        clients.MapPut("/{id:guid}", ChangeAsync).Requires(Permission.ManageClients);
        clients.MapPost("/{id:guid}/archive", (HttpContext http, Guid id, Commands commands, CallerContext context) =>
            ArchiveAsync(http, id, true, commands, context)).Requires(Permission.ManageClients, everywhere: true);
        clients.MapPost("/{id:guid}/take-up", (HttpContext http, Guid id, Commands commands, CallerContext context) =>
            ArchiveAsync(http, id, false, commands, context)).Requires(Permission.ManageClients, everywhere: true);
        clients.MapGet("/{id:guid}/sites", ListSitesAsync).Requires(Permission.ReadDesk);
        clients.MapPost("/{id:guid}/sites", AddSiteAsync).Requires(Permission.ManageClients);
        clients.MapGet("/{id:guid}/contacts", ListContactsAsync).Requires(Permission.ReadDesk);
        clients.MapPost("/{id:guid}/contacts", AddContactAsync).Requires(Permission.ManageClients);
        routes.MapGet($"{ApiDocument.Root}/sites/{{id:guid}}", GetSiteAsync).Requires(Permission.ReadDesk).WithTags("clients");
        routes.MapPut($"{ApiDocument.Root}/sites/{{id:guid}}", ChangeSiteAsync).Requires(Permission.ManageClients).WithTags("clients");
        routes.MapGet($"{ApiDocument.Root}/contacts/{{id:guid}}", GetContactAsync).Requires(Permission.ReadDesk).WithTags("clients");
        routes.MapPut($"{ApiDocument.Root}/contacts/{{id:guid}}", ChangeContactAsync).Requires(Permission.ManageClients).WithTags("clients");
    }

    private static async Task<IResult> ListAsync(AppDb db, string? after, int? limit, CancellationToken cancellationToken)
    {
        var take = Api.Limit(limit);
        var rows = await db.Set<Client>().AsNoTracking().Where(c => after == null || string.Compare(c.Code, after) > 0)
            .OrderBy(c => c.Code).Take(take + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(Api.Page(rows, take, c => c.Code, ClientView.Of));
    }

    private static async Task<IResult> GetAsync(HttpContext http, AppDb db, Guid id, CancellationToken cancellationToken)
    {
        var client = await db.Set<Client>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellationToken);
        return Api.Found(http, client, id, ClientView.Of);
    }

    private static async Task<IResult> CreateAsync(HttpContext http, ClientForm form, Commands commands, CallerContext context)
    {
        var made = await commands.RunAsync(context.Caller, (CreateClient c) => c.HandleAsync(form, http.RequestAborted), http.RequestAborted);
        return Api.Created(http, made, "clients");
    }

    private static Task<IResult> ChangeAsync(HttpContext http, Guid id, ClientForm form, Commands commands, CallerContext context) =>
        Api.ChangedAsync(http, version => commands.RunAsync(context.Caller, (ChangeClient c) => c.HandleAsync(id, form, version, http.RequestAborted), http.RequestAborted));

    private static async Task<IResult> ArchiveAsync(HttpContext http, Guid id, bool archived, Commands commands, CallerContext context)
    {
        var done = await commands.RunAsync(context.Caller, (ArchiveClient c) => c.HandleAsync(id, archived, http.RequestAborted), http.RequestAborted);
        return done.IsAccepted ? TypedResults.NoContent() : Problems.Of(http, done.Refusals);
    }

    private static async Task<IResult> ImportAsync(HttpContext http, Commands commands, CallerContext context, bool dryRun = true)
    {
        var file = await Api.BodyAsync(http);
        var report = await commands.RunAsync(context.Caller, (ImportClients c) => c.HandleAsync(file, dryRun, http.RequestAborted), http.RequestAborted);
        return report.IsAccepted ? TypedResults.Ok(report.Value) : Problems.Of(http, report.Refusals);
    }

    private static async Task<IResult> ListSitesAsync(HttpContext http, AppDb db, Guid id, CancellationToken cancellationToken)
    {
        if (!await db.Set<Client>().AnyAsync(c => c.Id == id, cancellationToken))
        {
            return Problems.Of(http, [Refusals.NotFound("id", id)]);
        }

        var sites = await db.Set<Site>().AsNoTracking().Where(s => s.ClientId == id).OrderBy(s => s.Name).ToListAsync(cancellationToken);
        return TypedResults.Ok(sites.Select(SiteView.Of));
    }

    private static async Task<IResult> AddSiteAsync(HttpContext http, Guid id, SiteForm form, Commands commands, CallerContext context)
    {
        var made = await commands.RunAsync(context.Caller, (AddSite c) => c.HandleAsync(id, form, http.RequestAborted), http.RequestAborted);
        return Api.Created(http, made, "sites");
    }

    private static async Task<IResult> GetSiteAsync(HttpContext http, AppDb db, Guid id, CancellationToken cancellationToken) =>
        Api.Found(http, await db.Set<Site>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, cancellationToken), id, SiteView.Of);

    private static Task<IResult> ChangeSiteAsync(HttpContext http, Guid id, SiteForm form, Commands commands, CallerContext context) =>
        Api.ChangedAsync(http, version => commands.RunAsync(context.Caller, (ChangeSite c) => c.HandleAsync(id, form, version, http.RequestAborted), http.RequestAborted));

    private static async Task<IResult> ListContactsAsync(HttpContext http, AppDb db, Guid id, CancellationToken cancellationToken)
    {
        if (!await db.Set<Client>().AnyAsync(c => c.Id == id, cancellationToken))
        {
            return Problems.Of(http, [Refusals.NotFound("id", id)]);
        }

        var contacts = await db.Set<Contact>().AsNoTracking().Where(c => c.ClientId == id).OrderBy(c => c.Name).ToListAsync(cancellationToken);
        return TypedResults.Ok(contacts.Select(ContactView.Of));
    }

    private static async Task<IResult> AddContactAsync(HttpContext http, Guid id, ContactForm form, Commands commands, CallerContext context)
    {
        var made = await commands.RunAsync(context.Caller, (AddContact c) => c.HandleAsync(id, form, http.RequestAborted), http.RequestAborted);
        return Api.Created(http, made, "contacts");
    }

    private static async Task<IResult> GetContactAsync(HttpContext http, AppDb db, Guid id, CancellationToken cancellationToken) =>
        Api.Found(http, await db.Set<Contact>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellationToken), id, ContactView.Of);

    private static Task<IResult> ChangeContactAsync(HttpContext http, Guid id, ContactForm form, Commands commands, CallerContext context) =>
        Api.ChangedAsync(http, version => commands.RunAsync(context.Caller, (ChangeContact c) => c.HandleAsync(id, form, version, http.RequestAborted), http.RequestAborted));
}
