using Majordome.Domain;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Majordome.Server.Platform.Web;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Clients;

/// <summary>What is said of a contact.</summary>
/// <param name="Name">1 to 200 characters.</param>
/// <param name="Function">Their job.</param>
/// <param name="Email">Address; required when they are told.</param>
/// <param name="Phone">As people write it.</param>
/// <param name="IsTold">Whether they are told by mail when a ticket is taken and when service is back.</param>
public sealed record ContactForm(string Name, string? Function, string? Email, string? Phone, bool IsTold);

/// <summary>Adds a contact to a client.</summary>
[Requires(Permission.ManageClients)]
public sealed class AddContact(AppDb db, EventLog log, IClock clock)
{
    /// <summary>Adds them.</summary>
    /// <returns>Their key, or the rules of <see cref="ClientRules.Check(ContactForm)"/>.</returns>
    public async Task<Result<Guid>> HandleAsync(Guid clientId, ContactForm form, CancellationToken cancellationToken)
    {
        if (!await db.Set<Client>().AnyAsync(c => c.Id == clientId, cancellationToken))
        {
            return Refusals.NotFound("id", clientId);
        }

        var refusals = ClientRules.Check(form);
        if (refusals.Length > 0)
        {
            return refusals;
        }

        var contact = new Contact { Id = Ids.At(clock.GetCurrentInstant()), ClientId = clientId, Name = form.Name.Trim() };
        form.ApplyTo(contact);
        db.Add(contact);
        log.Record(clientId, "add-contact", "contact", contact.Id, form);
        return contact.Id;
    }
}

/// <summary>Changes a contact.</summary>
[Requires(Permission.ManageClients)]
public sealed class ChangeContact(AppDb db, EventLog log)
{
    /// <summary>Changes them.</summary>
    public async Task<Result<Done>> HandleAsync(Guid id, ContactForm form, int? version, CancellationToken cancellationToken)
    {
        if (await db.Set<Contact>().SingleOrDefaultAsync(c => c.Id == id, cancellationToken) is not { } contact)
        {
            return Refusals.NotFound("id", id);
        }

        var refusals = ClientRules.Check(form);
        if (refusals.Length > 0)
        {
            return refusals;
        }

        db.ExpectVersion(contact, version);
        form.ApplyTo(contact);
        log.Record(contact.ClientId, "change-contact", "contact", id, form);
        return Done.Value;
    }
}

internal static class ContactForms
{
    public static void ApplyTo(this ContactForm form, Contact contact)
    {
        contact.Name = form.Name.Trim();
        contact.Function = Blank(form.Function);
        contact.Email = Blank(form.Email);
        contact.Phone = Blank(form.Phone);
        contact.IsTold = form.IsTold;
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
