using System.Collections.Immutable;
using Majordome.Domain;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Web;

namespace Majordome.Server.Users;

/// <summary>An invitation, as programs ask for it.</summary>
/// <param name="Email">With which they will sign in.</param>
/// <param name="DisplayName">How they are called.</param>
/// <param name="ClientId">The client whose contact they are; absent: one of the provider's.</param>
/// <param name="Grants">Their roles; absent for a contact.</param>
public sealed record InviteRequest(string? Email, string? DisplayName, Guid? ClientId, IReadOnlyList<Grant>? Grants);

/// <summary><c>/api/v1/users</c>: for administrators of all clients.</summary>
public static class UsersApi
{
    /// <summary>Maps it.</summary>
    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup(ApiDocument.Root + "/users").Requires(Permission.ManageUsers, everywhere: true).WithTags("users");
        users.MapGet("", ListAsync);
        users.MapGet("{id:guid}", FindAsync);
        users.MapPost("", InviteAsync);
        users.MapPost("{id:guid}/issue-link", (Guid id, HttpContext http, Commands commands, CallerContext context, CancellationToken ct) =>
            AnswerAsync(http, commands.RunAsync(context.Caller, (IssueLink c) => c.HandleAsync(id, ct), ct)));
        users.MapPost("{id:guid}/grant", (Guid id, Grant body, HttpContext http, Commands commands, CallerContext context, CancellationToken ct) =>
            DoneAsync(http, commands.RunAsync(context.Caller, (GrantRole c) => c.HandleAsync(id, body, ct), ct)));
        users.MapPost("{id:guid}/withdraw", (Guid id, Grant body, HttpContext http, Commands commands, CallerContext context, CancellationToken ct) =>
            DoneAsync(http, commands.RunAsync(context.Caller, (WithdrawRole c) => c.HandleAsync(id, body, ct), ct)));
        users.MapPost("{id:guid}/disable", (Guid id, HttpContext http, Commands commands, CallerContext context, CancellationToken ct) =>
            DoneAsync(http, commands.RunAsync(context.Caller, (DisableUser c) => c.HandleAsync(id, ct), ct)));
        users.MapPost("{id:guid}/enable", (Guid id, HttpContext http, Commands commands, CallerContext context, CancellationToken ct) =>
            DoneAsync(http, commands.RunAsync(context.Caller, (EnableUser c) => c.HandleAsync(id, ct), ct)));
        users.MapPost("{id:guid}/reset-second-factor", (Guid id, HttpContext http, Commands commands, CallerContext context, CancellationToken ct) =>
            DoneAsync(http, commands.RunAsync(context.Caller, (ResetSecondFactor c) => c.HandleAsync(id), ct)));
    }

    private static async Task<ApiPage<UserView>> ListAsync(UserList users, string? after, int? limit, CancellationToken cancellationToken)
    {
        var size = Api.Limit(limit);
        return Api.Page(await users.ReadAsync(after, size + 1, cancellationToken), size, u => u.Email, u => u);
    }

    private static async Task<IResult> FindAsync(Guid id, UserList users, HttpContext http, CancellationToken cancellationToken) =>
        await users.FindAsync(id, cancellationToken) is { } user ? TypedResults.Ok(user) : Problems.Of(http, [Refusals.NotFound("id", id)]);

    private static async Task<IResult> InviteAsync(InviteRequest body, HttpContext http, Commands commands, CallerContext context, CancellationToken ct)
    {
        var form = new Invitation(body.Email ?? "", body.DisplayName ?? "", body.ClientId, body.Grants?.ToImmutableArray() ?? []);
        var invited = await commands.RunAsync(context.Caller, (InviteUser c) => c.HandleAsync(form, ct), ct);
        return invited.TryGet(out var link, out var refusals)
            ? TypedResults.Created($"{ApiDocument.Root}/users/{link.UserId}", link)
            : Problems.Of(http, refusals);
    }

    private static async Task<IResult> AnswerAsync(HttpContext http, Task<Result<HandedLink>> result) =>
        (await result).TryGet(out var link, out var refusals) ? TypedResults.Ok(link) : Problems.Of(http, refusals);

    private static async Task<IResult> DoneAsync(HttpContext http, Task<Result<Guid>> result) =>
        (await result).TryGet(out _, out var refusals) ? TypedResults.NoContent() : Problems.Of(http, refusals);
}
