using Majordome.Server.Platform;
using Majordome.Server.Platform.House;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Import;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Web;
using Majordome.Server.Platform.Wording;
using Majordome.Server.ServiceDesk.Reading;
using Majordome.Server.ServiceDesk.Tickets;
using Majordome.Server.ServiceDesk.Verbs;
using Microsoft.Extensions.Localization;
using NodaTime;
using NodaTime.Text;

namespace Majordome.Server.ServiceDesk.Pages;

/// <summary>What the pages of the desk ask beside themselves: the take buttons of lists, and exports.</summary>
public static class DeskRoutes
{
    private const int ExportBatch = 500;

    /// <summary>Maps them.</summary>
    public static void MapDeskRoutes(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/tickets/{name}/take", TakeAsync).Requires(Permission.WorkTickets).FromOurForms().ExcludeFromDescription();
        routes.MapGet("/tickets/export.csv", ExportAsync).Requires(Permission.ReadDesk).ExcludeFromDescription();
    }

    // Whoever came second lands on the ticket, which says who was first.
    private static async Task<IResult> TakeAsync(string name, AppDb db, Commands commands, CallerContext context, HttpContext http)
    {
        if (await TicketDetail.FindAsync(db, name, http.RequestAborted) is not { } id)
        {
            return TypedResults.NotFound();
        }

        var taken = await commands.RunAsync(context.Caller, (TakeTicket take) => take.HandleAsync(new(id), http.RequestAborted), http.RequestAborted);
        return taken.IsAccepted
            ? TypedResults.LocalRedirect(Back(http.Request.Form["back"]) ?? $"/tickets/{name}")
            : Problems.StatusOf(taken.Refusals) is StatusCodes.Status409Conflict
                ? TypedResults.LocalRedirect($"/tickets/{name}?told=taken-by-another")
                : TypedResults.StatusCode(Problems.StatusOf(taken.Refusals));
    }

    // Only a page of ours: an absolute path that is no other host's.
    private static string? Back(string? asked) =>
        asked is ['/', ..] && asked is not ['/', '/' or '\\', ..] && Uri.IsWellFormedUriString(asked, UriKind.Relative) ? asked : null;

    private static async Task ExportAsync(HttpContext http, AppDb db, CallerContext context, Words words, IStringLocalizer<ServiceDeskTexts> texts)
    {
        var filter = TicketAddress.Filter(name => http.Request.Query[name], context.Caller.UserId);
        var sort = TicketSort.Read(http.Request.Query[PageAddress.SortField]);
        http.Response.ContentType = "text/csv; charset=utf-8";
        http.Response.Headers.ContentDisposition = $"attachment; filename=tickets-{LocalDatePattern.Iso.Format(words.Today)}.csv";
        var csv = new CsvLines(',');
        await using var text = new StreamWriter(http.Response.Body, new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        await text.WriteAsync(csv.Line("number", "subject", "client", "asset", "nature", "priority", "state", "tier", "assignee", "coverage", "registered_at", "taken_at", "restored_at", "resolved_at", "due_at"));
        TicketPlace? place = null;
        bool more;
        do
        {
            (var rows, more) = await TicketRows.AfterAsync(db, filter, sort, place, ExportBatch, http.RequestAborted);
            foreach (var row in rows)
            {
                await text.WriteAsync(csv.Line(
                    row.Reference, row.Subject, row.ClientName, row.AssetName, texts[$"Nature.{row.Nature}"], row.Priority.ToString(), texts[$"State.{row.State}"], row.Tier.ToString(),
                    row.AssigneeName, texts[$"Verdict.{row.Verdict}"], At(row.RegisteredAt), At(row.TakenAt), At(row.RestoredAt), At(row.ResolvedAt),
                    At(row.SortAt < TicketCache.WithoutDeadline ? row.SortAt : null)));
            }

            place = rows.Count > 0 ? TicketPlace.Of(rows[^1]) : place;
        }
        while (more);
    }

    private static string? At(Instant? at) => at is { } instant ? InstantPattern.General.Format(instant) : null;
}
