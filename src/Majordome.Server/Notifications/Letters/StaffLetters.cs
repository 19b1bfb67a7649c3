using System.Text;
using Majordome.Protocols.Mime;
using Majordome.Server.Notifications.Public;
using Majordome.Server.Platform.Web;
using NodaTime;

namespace Majordome.Server.Notifications.Letters;

/// <summary>Writes to the provider's people: terse and exact, with the way to the ticket.</summary>
public sealed class StaffLetters(PublicAddress address, IClock clock)
{
    // Of what a client wrote, as much as a telephone shows; the whole is in the ticket.
    private const int LongestQuote = 2_000;

    /// <summary>Where a person acknowledges: a page with a button. Opening it acknowledges nothing, since mail scanners open links.</summary>
    public static string AcknowledgePath(Guid ticketId) => $"/tickets/{ticketId}/acknowledge";

    /// <summary>Where the ticket is.</summary>
    public static string TicketPath(Guid ticketId) => $"/tickets/{ticketId}";

    /// <summary>Somebody is needed: asks to acknowledge.</summary>
    /// <param name="to">Who.</param>
    /// <param name="ticket">For what.</param>
    /// <param name="clientName">Whose.</param>
    /// <param name="step">The how manieth call this is, from 1.</param>
    /// <param name="acknowledgeBy">When the next is called.</param>
    public Letter Page(Person to, TicketNotice ticket, string clientName, int step, Instant acknowledgeBy)
    {
        var reader = to.At(clock.GetCurrentInstant());
        var text = Opening(reader, ticket, clientName);
        text.Append(reader["Letter.Acknowledge", address.Of(AcknowledgePath(ticket.TicketId))]).Append('\n');
        AppendTicket(text, reader, ticket);
        text.Append('\n');
        if (step > 1)
        {
            text.Append(reader["Letter.Page.Step", reader.Words.Count(step)]).Append('\n');
        }

        text.Append(reader["Letter.Page.Rule", reader.Words.Moment(acknowledgeBy)]).Append('\n');
        return ToStaff(to, ticket, reader["Letter.Page.Subject", ticket.Priority, clientName, ticket.Subject, ticket.Number], text);
    }

    /// <summary>Tells an administrator that nobody could be called, or that nobody answered.</summary>
    /// <param name="to">Who.</param>
    /// <param name="ticket">For what.</param>
    /// <param name="clientName">Whose.</param>
    /// <param name="kind"><c>ListEmpty</c>, <c>NobodyAnswered</c> (the list begins again) or <c>NobodyAtAll</c> (it does not).</param>
    /// <param name="called">Who was called, by name.</param>
    public Letter Unanswered(Person to, TicketNotice ticket, string clientName, string kind, IReadOnlyList<string> called)
    {
        var reader = to.At(clock.GetCurrentInstant());
        var text = new StringBuilder(reader[$"Letter.{kind}", reader.Words.Join(called)]).Append("\n\n");
        text.Append(Opening(reader, ticket, clientName));
        text.Append(reader["Letter.Acknowledge", address.Of(AcknowledgePath(ticket.TicketId))]).Append('\n');
        AppendTicket(text, reader, ticket);
        return ToStaff(to, ticket, reader[$"Letter.{kind}.Subject", ticket.Priority, clientName, ticket.Subject, ticket.Number], text);
    }

    /// <summary>It is over.</summary>
    public Letter Ended(Person to, TicketNotice ticket, string clientName)
    {
        var reader = to.At(clock.GetCurrentInstant());
        var text = new StringBuilder(reader["Letter.Ended", reader.Words.Moment(clock.GetCurrentInstant())]).Append("\n\n");
        text.Append(Opening(reader, ticket with { RespondBy = null, RestoreBy = null }, clientName));
        AppendTicket(text, reader, ticket);
        return ToStaff(to, ticket, reader["Letter.Ended.Subject", clientName, ticket.Subject, ticket.Number], text);
    }

    /// <summary>A clock runs out, or has run out.</summary>
    public Letter Clock(Person to, TicketNotice ticket, string clientName, ClockNotice notice)
    {
        var reader = to.At(clock.GetCurrentInstant());
        var name = notice.Clock.ToUpperInvariant();
        var kind = notice.IsBreach ? "Letter.Breach" : "Letter.Attention";
        var text = new StringBuilder(reader[kind, name, reader.Words.Moment(notice.Deadline)]).Append("\n\n");
        text.Append(Opening(reader, ticket with { RespondBy = null, RestoreBy = null }, clientName));
        AppendTicket(text, reader, ticket);
        return ToStaff(to, ticket, reader[kind + ".Subject", name, reader.Words.Time(notice.Deadline), clientName, ticket.Subject, ticket.Number], text);
    }

    /// <summary>Something waits for whoever has the ticket in hand.</summary>
    public Letter Desk(Person to, TicketNotice ticket, string clientName, DeskNotice notice)
    {
        var reader = to.At(clock.GetCurrentInstant());
        var kind = $"Letter.{notice.Kind}";
        var text = new StringBuilder(reader[kind, notice.By, reader.Words.Moment(notice.At)]).Append("\n\n");
        if (notice.Text is { } said)
        {
            text.Append(said.Length <= LongestQuote ? said : said[..LongestQuote] + "…").Append("\n\n");
        }

        text.Append(Opening(reader, ticket, clientName));
        AppendTicket(text, reader, ticket);
        return ToStaff(to, ticket, reader[$"{kind}.Subject", clientName, ticket.Subject, ticket.Number], text);
    }

    /// <summary>Majordome has found something wrong with itself, or found it over.</summary>
    public Letter Watch(Person to, string sentence, bool isOver)
    {
        var reader = to.At(clock.GetCurrentInstant());
        var text = $"{(isOver ? reader["Letter.Watch.Over", reader.Words.Moment(clock.GetCurrentInstant())] : reader["Letter.Watch"])}\n\n{sentence}\n\n{address.Of("/notifications")}\n";
        return new Letter(to.Address, to.Name, HeaderText.Flatten(reader[isOver ? "Letter.Watch.Over.Subject" : "Letter.Watch.Subject", sentence]), text);
    }

    private static StringBuilder Opening(Reader reader, TicketNotice ticket, string clientName)
    {
        var text = new StringBuilder();
        text.Append(clientName);
        if (ticket.AssetName is { } asset)
        {
            text.Append(", ").Append(asset);
        }

        text.Append('\n').Append(ticket.Subject).Append('\n');
        if (ticket.RespondBy is not null || ticket.RestoreBy is not null)
        {
            text.Append(string.Join(", ", new[] { ticket.Priority, Deadline(reader, "GTI", ticket.RespondBy), Deadline(reader, "GTR", ticket.RestoreBy) }.OfType<string>())).Append('\n');
        }

        return text.Append('\n');
    }

    private static string? Deadline(Reader reader, string clock, Instant? deadline) =>
        deadline is { } at ? reader["Letter.Deadline", clock, reader.Words.Moment(at)] : null;

    private void AppendTicket(StringBuilder text, Reader reader, TicketNotice ticket) =>
        text.Append(reader["Letter.Ticket", ticket.Number, address.Of(TicketPath(ticket.TicketId))]).Append('\n');

    private static Letter ToStaff(Person to, TicketNotice ticket, string subject, StringBuilder text) =>
        new(to.Address, to.Name, HeaderText.Flatten(subject), text.ToString(), $"ticket-{ticket.TicketId:N}", ticket.Number);
}
