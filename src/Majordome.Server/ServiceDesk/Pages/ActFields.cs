using System.Globalization;
using Majordome.Domain;
using Majordome.Domain.Contracts;
using Majordome.Domain.Reviews;
using Majordome.Domain.ServiceDesk;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.ServiceDesk.Reading;
using Majordome.Server.ServiceDesk.Tickets;
using Majordome.Server.ServiceDesk.Verbs;
using NodaTime;

namespace Majordome.Server.ServiceDesk.Pages;

/// <summary>The fields of the verbs' forms, as a browser sends them; each verb uses a few.</summary>
public sealed class ActFields
{
    /// <summary>The version of the ticket that the person saw.</summary>
    public int? Version { get; set; }

    /// <summary>Pause.</summary>
    public string? Reason { get; set; }

    /// <summary>Pause.</summary>
    public string? Proof { get; set; }

    /// <summary>Pause, on the reader's wall clock.</summary>
    public string? RemindAt { get; set; }

    /// <summary>Restore.</summary>
    public string? Means { get; set; }

    /// <summary>Resolve.</summary>
    public string? Solution { get; set; }

    /// <summary>Resolve.</summary>
    public string? Cause { get; set; }

    /// <summary>Resolve: by which line. Escalate: to which.</summary>
    public string? Tier { get; set; }

    /// <summary>Resolve.</summary>
    public bool FirstContact { get; set; }

    /// <summary>Priority.</summary>
    public string? Impact { get; set; }

    /// <summary>Priority.</summary>
    public string? Urgency { get; set; }

    /// <summary>Assign, escalate.</summary>
    public string? Assignee { get; set; }

    /// <summary>Coverage.</summary>
    public string? Nature { get; set; }

    /// <summary>Coverage.</summary>
    public string? AssetId { get; set; }

    /// <summary>Edit.</summary>
    public string? Subject { get; set; }

    /// <summary>Edit.</summary>
    public string? Description { get; set; }

    /// <summary>Edit.</summary>
    public string? ContactId { get; set; }

    /// <summary>The remark of most verbs.</summary>
    public string? Note { get; set; }

    /// <summary>What a form shows at first.</summary>
    public static ActFields Of(TicketDetail detail, string act, string? proof, DateTimeZone zone, Instant now)
    {
        var ticket = detail.Ticket;
        return new()
        {
            Version = ticket.Version,
            Proof = proof,
            RemindAt = Moments.Write(now + Duration.FromHours(2), zone),
            Means = ticket.TakenAt is null ? nameof(RestorationMeans.ByItself) : nameof(RestorationMeans.Repair),
            Tier = act is "escalate" ? (ticket.Tier < SupportTier.N3 ? ticket.Tier + 1 : SupportTier.N3).ToString() : ticket.Tier.ToString(),
            Impact = ticket.Impact.ToString(),
            Urgency = ticket.Urgency.ToString(),
            Assignee = act is "assign" ? ticket.AssigneeId?.ToString() : null,
            Nature = ticket.Nature.ToString(),
            AssetId = ticket.AssetId?.ToString(),
            Subject = ticket.Subject,
            Description = ticket.Description,
            ContactId = ticket.ContactId?.ToString(),
        };
    }

    /// <summary>Refusals of the forms' own field names: what a command calls why, the page calls note.</summary>
    public static Refusal OnItsField(Refusal refusal) => refusal.Path switch
    {
        "why" => refusal with { Path = "note" },
        "to" => refusal with { Path = "tier" },
        _ => refusal,
    };

    /// <summary>Runs a verb with what was sent.</summary>
    public Task<Result<Done>> RunAsync(string act, Guid id, DateTimeZone zone, Commands commands, Caller caller) => act switch
    {
        "pause" => commands.RunAsync(caller, (PauseTicket h) => Word<PauseReason>(Reason) is { } reason
            ? h.HandleAsync(new(id, reason, Proof ?? "", Moments.Read(RemindAt, zone), Note, Version), default)
            : RefusedAsync("reason", "required"), default),
        "resume" => commands.RunAsync(caller, (ResumeTicket h) => h.HandleAsync(new(id, Note, Version), default), default),
        "restore" => commands.RunAsync(caller, (RestoreTicket h) => h.HandleAsync(new(id, Word<RestorationMeans>(Means) ?? RestorationMeans.Repair, Note ?? "", null, Version), default), default),
        "resolve" => commands.RunAsync(caller, (ResolveTicket h) => h.HandleAsync(new(id, Solution ?? "", Cause, Word<SupportTier>(Tier), FirstContact, Version), default), default),
        "reopen" => commands.RunAsync(caller, (ReopenTicket h) => h.HandleAsync(new(id, Note ?? "", Version), default), default),
        "close" => commands.RunAsync(caller, (CloseTicket h) => h.HandleAsync(new(id, Version), default), default),
        "priority" => commands.RunAsync(caller, (ChangePriority h) => Word<Impact>(Impact) is { } impact && Word<Urgency>(Urgency) is { } urgency
            ? h.HandleAsync(new(id, impact, urgency, Note ?? "", Version), default)
            : RefusedAsync("impact", "required"), default),
        "assign" => commands.RunAsync(caller, (AssignTicket h) => h.HandleAsync(new(id, Key(Assignee), Version), default), default),
        "escalate" => commands.RunAsync(caller, (EscalateTicket h) => h.HandleAsync(new(id, Word<SupportTier>(Tier), Key(Assignee), Note ?? "", Version), default), default),
        "coverage" => commands.RunAsync(caller, (DecideCoverageAgain h) => h.HandleAsync(new(id, Note ?? "", Word<Nature>(Nature), Key(AssetId), Version), default), default),
        "edit" => commands.RunAsync(caller, (EditTicket h) => h.HandleAsync(new(id, Subject ?? "", Description ?? "", Key(ContactId), Version), default), default),
        _ => RefusedAsync("", "not-found"),
    };

    private static Task<Result<Done>> RefusedAsync(string path, string rule) => Task.FromResult<Result<Done>>(Refusal.Of(path, rule));

    private static Guid? Key(string? text) => Guid.TryParse(text, CultureInfo.InvariantCulture, out var key) ? key : null;

    private static T? Word<T>(string? text)
        where T : struct, Enum => Enum.TryParse<T>(text, out var value) && Enum.IsDefined(value) ? value : null;
}
