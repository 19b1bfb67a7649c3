using Majordome.Domain;
using Majordome.Protocols.Snmp.Usm;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Web;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>A source as the API tells it.</summary>
/// <param name="Id">Which.</param>
/// <param name="ClientId">Whose.</param>
/// <param name="Source">How it is set.</param>
/// <param name="EndedAt">Since when nothing of it is taken any more.</param>
/// <param name="Figures">What it sent since the server started; <c>null</c>: nothing.</param>
/// <param name="Snmp">How its traps are told.</param>
/// <param name="HasSigningKey">Whether it may send signed webhooks.</param>
public sealed record SourceAnswer(Guid Id, Guid ClientId, SourceForm Source, Instant? EndedAt, SenderFigures? Figures, SourceSnmp Snmp, bool HasSigningKey);

/// <summary>How a source's traps are told, without what is secret.</summary>
/// <param name="HasCommunity">Whether those of versions 1 and 2c must carry one.</param>
/// <param name="User">The user of version 3.</param>
/// <param name="Authentication">How its messages are authenticated.</param>
/// <param name="IsEncrypted">Whether they are encrypted.</param>
public sealed record SourceSnmp(bool HasCommunity, string? User, UsmAuthentication Authentication, bool IsEncrypted);

/// <summary>A new source.</summary>
public sealed record NewSource(Guid ClientId, SourceForm? Source);

/// <summary>The API of sources.</summary>
public static class SourcesApi
{
    /// <summary>Maps it.</summary>
    public static void MapSourcesApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup(ApiDocument.Root + "/sources").WithTags("intake");
        api.MapGet("", ListAsync).Requires(Permission.ManageEstate);
        api.MapGet("/{id:guid}", GetAsync).Requires(Permission.ManageEstate);
        api.MapPost("", AddAsync).Requires(Permission.ManageEstate);
        api.MapPut("/{id:guid}", ChangeAsync).Requires(Permission.ManageEstate);
        api.MapPost("/{id:guid}/token", RenewAsync).Requires(Permission.ManageEstate);
        api.MapPost("/{id:guid}/signing-key", SignAsync).Requires(Permission.ManageEstate);
        api.MapPut("/{id:guid}/snmp", SnmpAsync).Requires(Permission.ManageEstate);
        api.MapDelete("/{id:guid}", EndAsync).Requires(Permission.ManageEstate);
    }

    private static async Task<IResult> ListAsync(AppDb db, CallerContext context, SenderMeters meters, Guid? clientId, Guid? after, int? limit, CancellationToken cancellationToken)
    {
        var most = Api.Limit(limit);
        var sources = db.Set<Source>().AsNoTracking();
        sources = clientId is null ? sources : sources.Where(s => s.ClientId == clientId);
        sources = Managed(sources, context.Caller);
        sources = after is { } last ? sources.Where(s => s.Id > last) : sources;
        var rows = await sources.OrderBy(s => s.Id).Take(most + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(Api.Page(rows, most, s => s.Id.ToString(), s => Answer(s, meters)));
    }

    private static async Task<IResult> GetAsync(HttpContext http, AppDb db, CallerContext context, SenderMeters meters, Guid id, CancellationToken cancellationToken) =>
        Api.Found(http, await Managed(db.Set<Source>().AsNoTracking(), context.Caller).SingleOrDefaultAsync(s => s.Id == id, cancellationToken), id, s => Answer(s, meters));

    private static async Task<IResult> AddAsync(HttpContext http, Commands commands, CallerContext context, NewSource form, CancellationToken cancellationToken)
    {
        var added = await commands.RunAsync(context.Caller, (AddSource c) => c.HandleAsync(form.ClientId, form.Source ?? new SourceForm(null), cancellationToken), cancellationToken);
        return added.TryGet(out var made, out var refusals)
            ? TypedResults.Created($"{ApiDocument.Root}/sources/{made.Id}", made)
            : Problems.Of(http, refusals);
    }

    private static Task<IResult> ChangeAsync(HttpContext http, Commands commands, CallerContext context, Guid id, SourceForm form, CancellationToken cancellationToken) =>
        Api.ChangedAsync(http, version => commands.RunAsync(context.Caller, (ChangeSource c) => c.HandleAsync(id, version, form, cancellationToken), cancellationToken));

    private static async Task<IResult> RenewAsync(HttpContext http, Commands commands, CallerContext context, Guid id, CancellationToken cancellationToken)
    {
        var renewed = await commands.RunAsync(context.Caller, (RenewSourceToken c) => c.HandleAsync(id, cancellationToken), cancellationToken);
        return renewed.TryGet(out var made, out var refusals) ? TypedResults.Ok(made) : Problems.Of(http, refusals);
    }

    private static async Task<IResult> SignAsync(HttpContext http, Commands commands, CallerContext context, Guid id, CancellationToken cancellationToken)
    {
        var renewed = await commands.RunAsync(context.Caller, (RenewSigningKey c) => c.HandleAsync(id, cancellationToken), cancellationToken);
        return renewed.TryGet(out var made, out var refusals) ? TypedResults.Ok(made) : Problems.Of(http, refusals);
    }

    private static Task<IResult> SnmpAsync(HttpContext http, Commands commands, CallerContext context, Guid id, SnmpForm form, CancellationToken cancellationToken) =>
        Api.ChangedAsync(http, version => commands.RunAsync(context.Caller, (SetSourceSnmp c) => c.HandleAsync(id, version, form, cancellationToken), cancellationToken));

    private static Task<IResult> EndAsync(HttpContext http, Commands commands, CallerContext context, Guid id, CancellationToken cancellationToken) =>
        Api.ChangedAsync(http, version => commands.RunAsync(context.Caller, (EndSource c) => c.HandleAsync(id, version, cancellationToken), cancellationToken));

    // Who may see a client may not always manage its estate.
    private static IQueryable<Source> Managed(IQueryable<Source> sources, Caller caller) =>
        caller.ClientsWith(Permission.ManageEstate) is { } clients ? sources.Where(s => clients.Contains(s.ClientId)) : sources;

    private static SourceAnswer Answer(Source source, SenderMeters meters) =>
        new(source.Id, source.ClientId, SourceForm.Of(source), source.EndedAt, meters.FiguresOf(source.Id),
            new SourceSnmp(source.ProtectedCommunity is not null, source.SnmpUser, source.SnmpAuthentication, source.ProtectedPrivacyPassword is not null),
            source.ProtectedSigningKey is not null);
}
