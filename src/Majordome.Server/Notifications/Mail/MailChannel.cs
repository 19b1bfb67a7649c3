using System.Text.Json;
using Majordome.Protocols.Mime;
using Majordome.Protocols.Smtp;
using Majordome.Server.Notifications.Letters;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Outbox;

namespace Majordome.Server.Notifications.Mail;

/// <summary>
/// Hands letters to the relay. Each try writes the same octets but for the sender's settings: the Message-ID is made of the outbox's key
/// and the date is that of its writing, so that a letter sent twice after a crash is known for the same.
/// </summary>
public sealed class MailChannel(IServiceScopeFactory scopes, TimeProvider time) : IDeliver
{
    /// <summary>What is said of a letter while nobody has said how mail leaves.</summary>
    public const string NotSetUp = "mail-not-set-up";

    /// <summary>The whole of a try: under the outbox's lease of two minutes.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(90);

    /// <summary>How long a letter on its way may still take when the program stops: broken off after DATA, nobody knows whether it was taken.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public string Channel => Letterbox.Channel;

    /// <inheritdoc/>
    public async Task<Delivery> DeliverAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerContext>().Caller = Caller.Program("mail");
        var (road, refusals) = await scope.ServiceProvider.GetRequiredService<MailRelayFinder>().FindAsync(cancellationToken);
        if (road is null)
        {
            return new Delivery(DeliveryOutcome.Later, refusals.IsEmpty ? NotSetUp : refusals[0].Rule);
        }

        var letter = JsonSerializer.Deserialize<Letter>(message.Payload, Json.Options)!;
        if (!MailAddress.Parse(letter.Address).TryGet(out var address, out var wrong))
        {
            return new Delivery(DeliveryOutcome.Refused, wrong[0].Rule);
        }

        if (!MessageWriter.Write(Message(letter, address, road.From, message), message.Id.ToString("N")).TryGet(out var octets, out wrong))
        {
            return new Delivery(DeliveryOutcome.Refused, wrong[0].Rule);
        }

        return await SendAsync(road, address, octets, cancellationToken);
    }

    private async Task<Delivery> SendAsync(MailRoad road, MailAddress address, byte[] octets, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Longest, time);
        await using var stopping = cancellationToken.Register(() => limit.CancelAfter(Grace));
        try
        {
            var outcome = await new SmtpSender(road.Relay, time).SendAsync(new SmtpEnvelope(road.From.Address, [address]), octets, limit.Token);
            var delivery = outcome.Deliveries[0];
            return delivery.Verdict switch
            {
                SmtpVerdict.Delivered => new Delivery(DeliveryOutcome.Delivered, outcome.Accepted?.ToString() ?? ""),
                SmtpVerdict.RefusedForGood => new Delivery(DeliveryOutcome.Refused, delivery.Fault!.ToString()),
                _ => new Delivery(DeliveryOutcome.Later, delivery.Fault!.ToString()),
            };
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return new Delivery(DeliveryOutcome.Later, "timed-out");
        }
    }

    private static MailMessage Message(Letter letter, MailAddress to, Mailbox from, OutboxMessage message)
    {
        var domain = from.Address.Domain;
        var name = letter.Name is { } given ? HeaderText.Flatten(given) : null;
        return new MailMessage
        {
            From = from,
            To = [new Mailbox(to, name?[..Math.Min(name.Length, Mailbox.MaxDisplayName)])],
            Subject = HeaderText.Flatten(letter.Subject),
            Date = message.CreatedAt,
            MessageId = $"{message.Id:N}@{domain}",
            References = letter.Thread is { } thread ? [$"{thread}@{domain}"] : [],
            AutoSubmitted = AutoSubmitted.Generated,
            Headers = letter.TicketNumber is { } number ? [new HeaderField("X-Majordome-Ticket", HeaderText.Flatten(number))] : [],
            Text = letter.Text,
        };
    }
}
