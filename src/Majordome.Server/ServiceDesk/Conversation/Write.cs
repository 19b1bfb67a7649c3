using Majordome.Domain;
using Majordome.Domain.ServiceDesk;
using Majordome.Server.Notifications.Public;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.ServiceDesk.Clocks;
using Majordome.Server.ServiceDesk.Tickets;
using Majordome.Server.ServiceDesk.Verbs;

namespace Majordome.Server.ServiceDesk.Conversation;

/// <summary>A text for a ticket.</summary>
/// <param name="TicketId">Which.</param>
/// <param name="Text">The text.</param>
public sealed record WriteForm(Guid TicketId, string Text);

/// <summary>The desk answers the client: kept, and sent to the client's contacts by mail.</summary>
[Requires(Permission.WorkTickets)]
public sealed class Reply(AppDb db, TicketFiles files, INotify notify)
{
    /// <summary>Answers.</summary>
    /// <returns>The message's key.</returns>
    public async Task<Result<Guid>> HandleAsync(WriteForm form, CancellationToken cancellationToken)
    {
        if (!(await Writing.OpenAsync(files, form, cancellationToken)).TryGet(out var file, out var refused))
        {
            return refused;
        }

        var message = Writing.Add(db, file, MessageKind.Reply, form.Text);
        file.Ticket.ClientWroteAt = null;
        files.Record(file, "reply", new { file.Ticket.Reference });
        await notify.TellClientAsync(file.Notice(), new(ClientNoticeKind.Reply, message.Id.ToString(), file.Now, file.Author.Name, message.Text), cancellationToken);
        return message.Id;
    }
}

/// <summary>An internal note: it never leaves the provider. Nobody is told, no read of the client's side knows it.</summary>
[Requires(Permission.WorkTickets)]
public sealed class AddNote(AppDb db, TicketFiles files)
{
    /// <summary>Notes.</summary>
    /// <returns>The message's key.</returns>
    public async Task<Result<Guid>> HandleAsync(WriteForm form, CancellationToken cancellationToken)
    {
        if (!(await Writing.OpenAsync(files, form, cancellationToken)).TryGet(out var file, out var refused))
        {
            return refused;
        }

        var message = Writing.Add(db, file, MessageKind.Note, form.Text);
        files.Record(file, "note", new { file.Ticket.Reference });
        return message.Id;
    }
}

/// <summary>
/// A client's contact writes in one of their company's tickets. It ends a pause that waited for it, and whoever has the ticket in
/// hand is told: once for each time the client waits, however many messages that takes.
/// </summary>
[Requires(Permission.Ask)]
public sealed class AnswerTheDesk(AppDb db, TicketFiles files, INotify notify)
{
    /// <summary>Writes.</summary>
    /// <returns>The message's key, or <c>conflict-ended</c> for a closed ticket.</returns>
    public async Task<Result<Guid>> HandleAsync(WriteForm form, CancellationToken cancellationToken)
    {
        if (!(await Writing.OpenAsync(files, form, cancellationToken)).TryGet(out var file, out var refused))
        {
            return refused;
        }

        if (file.Ticket.State is TicketState.Closed)
        {
            return Refusal.Of("", Verb.EndedRule, file.Ticket.Reference);
        }

        var message = Writing.Add(db, file, MessageKind.FromClient, form.Text);
        var waited = file.Ticket.ClientWroteAt is not null;
        file.Ticket.ClientWroteAt = file.Now;
        if (file.Clock.PauseReason is PauseReason.WaitingForClient)
        {
            file.Step(new(ClockStepKind.Resumed, file.Now), TicketEventKind.Resumed);
        }

        files.Record(file, "answer-the-desk", new { file.Ticket.Reference });
        if (!waited)
        {
            await notify.TellDeskAsync(file.Notice(), new(DeskNoticeKind.ClientWrote, message.Id.ToString(), file.Now, file.Author.Name, message.Text), cancellationToken);
        }

        return message.Id;
    }
}

/// <summary>What the ways to write share.</summary>
internal static class Writing
{
    private const int LongestLine = 120;

    public static async Task<Result<TicketFile>> OpenAsync(TicketFiles files, WriteForm form, CancellationToken cancellationToken)
    {
        if (!(await files.OpenAsync(form.TicketId, null, cancellationToken)).TryGet(out var file, out var refused))
        {
            return refused;
        }

        return Verb.Missing("text", form.Text, Message.LongestText) is { } wrong ? wrong : file;
    }

    public static Message Add(AppDb db, TicketFile file, MessageKind kind, string text)
    {
        var message = new Message
        {
            Id = Ids.At(file.Now),
            ClientId = file.Ticket.ClientId,
            TicketId = file.Ticket.Id,
            Kind = kind,
            AuthorId = file.Author.Id,
            Author = file.Author.Name,
            At = file.Now,
            Text = text.Trim().ReplaceLineEndings("\n"),
        };
        db.Add(message);
        if (kind is not MessageKind.FromClient)
        {
            file.Ticket.Whereabouts = FirstLine(message.Text);
        }

        return message;
    }

    private static string FirstLine(string text)
    {
        var line = text.Split('\n')[0];
        return line.Length <= LongestLine ? line : line[..(LongestLine - 1)] + "…";
    }
}
