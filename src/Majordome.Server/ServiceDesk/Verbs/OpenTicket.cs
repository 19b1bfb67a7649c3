using System.Collections.Immutable;
using Majordome.Domain;
using Majordome.Domain.Contracts;
using Majordome.Domain.Reviews;
using Majordome.Server.Assets;
using Majordome.Server.Clients;
using Majordome.Server.Contracts.Public;
using Majordome.Server.Notifications.Public;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.ServiceDesk.Tickets;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.ServiceDesk.Verbs;

/// <summary>What is known of a ticket when it is registered.</summary>
public sealed record NewTicket
{
    /// <summary>The most characters of a subject.</summary>
    public const int LongestSubject = 200;

    /// <summary>Whose.</summary>
    public required Guid ClientId { get; init; }

    /// <summary>In one line.</summary>
    public required string Subject { get; init; }

    /// <summary>In full.</summary>
    public string Description { get; init; } = "";

    /// <summary>What kind of work.</summary>
    public Nature Nature { get; init; } = Nature.Incident;

    /// <summary>By which way it came.</summary>
    public TicketSource Source { get; init; } = TicketSource.Staff;

    /// <summary>How much is touched; <c>null</c>: what the item weighs, medium without one.</summary>
    public Impact? Impact { get; init; }

    /// <summary>How soon.</summary>
    public Urgency Urgency { get; init; } = Urgency.Medium;

    /// <summary>The item, when known.</summary>
    public Guid? AssetId { get; init; }

    /// <summary>The site; <c>null</c>: the item's.</summary>
    public Guid? SiteId { get; init; }

    /// <summary>The client's person who asks.</summary>
    public Guid? ContactId { get; init; }

    /// <summary>Whether who registers it starts to work at once: it is then taken in the same moment.</summary>
    public bool TakeNow { get; init; }

    /// <summary>When the fault began.</summary>
    public Instant? StartedAt { get; init; }

    /// <summary>When monitoring saw it.</summary>
    public Instant? DetectedAt { get; init; }
}

/// <summary>Registers tickets, whoever asks: number, coverage, clocks.</summary>
public sealed class TicketRegister(AppDb db, TicketFiles files, IContractTerms terms)
{
    /// <summary>Registers a ticket; the clocks start now.</summary>
    /// <returns>Its file, not yet taken back; or what is wrong with the form.</returns>
    public async Task<Result<TicketFile>> RegisterAsync(NewTicket form, CancellationToken cancellationToken)
    {
        var asset = form.AssetId is { } assetId
            ? await db.Set<Asset>().AsNoTracking().SingleOrDefaultAsync(a => a.Id == assetId && a.ClientId == form.ClientId, cancellationToken)
            : null;
        var refusals = await CheckAsync(form, asset, cancellationToken);
        if (!refusals.IsEmpty)
        {
            return refusals;
        }

        var now = files.Now;
        var impact = form.Impact ?? asset?.Weight ?? Impact.Medium;
        var priority = PriorityMatrix.Default[impact, form.Urgency];
        var ticket = new Ticket
        {
            Id = Ids.At(now),
            ClientId = form.ClientId,
            Number = await files.NextNumberAsync(cancellationToken),
            Subject = form.Subject.Trim(),
            Description = form.Description.Trim(),
            Nature = form.Nature,
            Source = form.Source,
            Impact = impact,
            Urgency = form.Urgency,
            AssetId = form.AssetId,
            SiteId = form.SiteId ?? asset?.SiteId,
            ContactId = form.ContactId,
            RegisteredBy = db.Caller.UserId,
            RegisteredAt = now,
            StartedAt = form.StartedAt,
            DetectedAt = form.DetectedAt,
        };
        var file = await files.BeginAsync(ticket, cancellationToken);
        var registered = file.Add(TicketEventKind.Registered, new() { Impact = impact, Urgency = form.Urgency, Priority = priority });
        file.Cover(await terms.DecideAsync(ticket.ClientId, ticket.AssetId, ticket.Nature, priority, now, cancellationToken), priority, registered);
        return file;
    }

    private async Task<ImmutableArray<Refusal>> CheckAsync(NewTicket form, Asset? asset, CancellationToken cancellationToken)
    {
        var refusals = ImmutableArray.CreateBuilder<Refusal>();
        if (!await db.Set<Client>().AnyAsync(c => c.Id == form.ClientId, cancellationToken))
        {
            refusals.Add(Refusals.NotFound("clientId", form.ClientId));
        }

        refusals.AddRange(CheckSubject(form.Subject));
        if (form.Description.Length > Conversation.Message.LongestText)
        {
            refusals.Add(Refusal.Of("description", "text-too-long", form.Description.Length, Conversation.Message.LongestText));
        }

        if (form.AssetId is not null && asset is null)
        {
            refusals.Add(Refusals.NotFound("assetId", form.AssetId));
        }

        if (form.SiteId is { } site && !await db.Set<Site>().AnyAsync(s => s.Id == site && s.ClientId == form.ClientId, cancellationToken))
        {
            refusals.Add(Refusals.NotFound("siteId", site));
        }

        if (form.ContactId is { } contact && !await db.Set<Contact>().AnyAsync(c => c.Id == contact && c.ClientId == form.ClientId, cancellationToken))
        {
            refusals.Add(Refusals.NotFound("contactId", contact));
        }

        return refusals.ToImmutable();
    }

    internal static IEnumerable<Refusal> CheckSubject(string subject) =>
        string.IsNullOrWhiteSpace(subject) ? [Refusal.Of("subject", "required")]
        : subject.Trim().Length > NewTicket.LongestSubject ? [Refusal.Of("subject", "text-too-long", subject.Trim().Length, NewTicket.LongestSubject)]
        : [];
}

/// <summary>A person of the provider registers a ticket.</summary>
[Requires(Permission.WorkTickets)]
public sealed class OpenTicket(TicketRegister register, TicketFiles files, INotify notify)
{
    /// <summary>Registers it.</summary>
    /// <returns>Its key.</returns>
    public async Task<Result<Guid>> HandleAsync(NewTicket form, CancellationToken cancellationToken)
    {
        if (form.Source is TicketSource.Monitoring)
        {
            return Refusal.Of("source", "source-not-yours", form.Source);
        }

        if (!(await register.RegisterAsync(form, cancellationToken)).TryGet(out var file, out var refused))
        {
            return refused;
        }

        var taken = form.TakeNow && file.Author.Id is { } me
            ? file.Add(TicketEventKind.Taken, new() { Assignee = me, AssigneeName = file.Author.Name })
            : null;
        files.Record(file, "open-ticket", new { file.Ticket.Reference });
        if (taken is not null)
        {
            await notify.TellClientAsync(file.Notice(), new(ClientNoticeKind.Taken, Verb.KeyOf(taken), file.Now, file.Author.Name, null), cancellationToken);
        }

        return file.Ticket.Id;
    }
}

/// <summary>What a client's contact asks.</summary>
/// <param name="Subject">In one line.</param>
/// <param name="Description">In full.</param>
/// <param name="Nature">Something is broken, or something is asked for.</param>
/// <param name="Urgency">How soon.</param>
/// <param name="AssetId">The item, when they know it.</param>
public sealed record NewRequest(string Subject, string Description, Nature Nature, Urgency Urgency, Guid? AssetId);

/// <summary>A client's contact asks something of the desk.</summary>
[Requires(Permission.Ask)]
public sealed class AskForHelp(AppDb db, TicketRegister register, TicketFiles files, INotify notify)
{
    /// <summary>Registers the request for the contact's own client; an incident pages the people on duty.</summary>
    /// <returns>Its key.</returns>
    public async Task<Result<Guid>> HandleAsync(NewRequest form, CancellationToken cancellationToken)
    {
        if (db.Caller is not { ClientId: { } clientId, UserId: { } userId })
        {
            return Refusals.Forbidden(Permission.Ask);
        }

        var email = await db.Users.Where(u => u.Id == userId).Select(u => u.Email).SingleAsync(cancellationToken);
        var contact = await db.Set<Contact>().Where(c => c.ClientId == clientId && c.Email == email).Select(c => (Guid?)c.Id).FirstOrDefaultAsync(cancellationToken);
        var ticket = new NewTicket
        {
            ClientId = clientId,
            Subject = form.Subject,
            Description = form.Description,
            Nature = form.Nature is Nature.Incident or Nature.Request or Nature.Enhancement ? form.Nature : Nature.Request,
            Source = TicketSource.Portal,
            Urgency = form.Urgency,
            AssetId = form.AssetId,
            ContactId = contact,
        };
        if (!(await register.RegisterAsync(ticket, cancellationToken)).TryGet(out var file, out var refused))
        {
            return refused;
        }

        files.Record(file, "ask-for-help", new { file.Ticket.Reference });
        if (file.Ticket.Nature is Nature.Incident)
        {
            await notify.PageAsync(file.Notice(), cancellationToken);
        }

        return file.Ticket.Id;
    }
}
