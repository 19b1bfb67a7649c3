using System.Collections.Immutable;
using System.Text.Json;
using Majordome.Domain;
using Majordome.Domain.Contracts;
using Majordome.Server.Clients;
using Majordome.Server.Contracts.Public;
using Majordome.Server.Notifications.Letters;
using Majordome.Server.Notifications.Paging;
using Majordome.Server.Notifications.Public;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Outbox;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Majordome.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Majordome.Server.Tests.Notifications;

/// <summary>A server with a client, its contact, three people on its list and an administrator; and what the desk would do with a ticket.</summary>
public sealed class PagedTicket : IAsyncDisposable
{
    private readonly TheList list;

    private PagedTicket(TestServer server, TheList list)
    {
        Server = server;
        this.list = list;
    }

    public TestServer Server { get; }

    public Guid ClientId { get; } = Guid.CreateVersion7();

    public Guid TicketId { get; } = Guid.CreateVersion7();

    public Dictionary<string, Caller> People { get; } = [];

    public TicketNotice Notice => new(
        ClientId, TicketId, "T-2641", "HTTP: 502 Bad Gateway", "P1", "SRV-ERP01", Guid.CreateVersion7(),
        TestClock.DefaultStart + Duration.FromMinutes(30), TestClock.DefaultStart + Duration.FromHours(4));

    /// <summary>Nadia has 10 minutes, Hugo 15, Inès 20.</summary>
    public static async Task<PagedTicket> StartAsync(DatabaseKind kind, Action<IServiceCollection>? configure = null, bool emptyList = false, string domain = "msp.example")
    {
        var list = new TheList();
        var server = await TestServer.StartAsync(kind, services =>
        {
            services.AddSingleton<IContractTerms>(list);
            configure?.Invoke(services);
        });
        var it = new PagedTicket(server, list);
        (await server.RunAsync(Caller.Program("test"), (AddClient c) => c.HandleAsync(it.ClientId, domain is "msp.example" ? "lv.example" : domain))).IsAccepted.ShouldBeTrue();
        it.People["chloe"] = await server.AddUserAsync($"chloe@{domain}", null, new Grant(Role.Administrator, null));
        foreach (var (name, minutes) in new[] { ("nadia", 10), ("hugo", 15), ("ines", 20) })
        {
            it.People[name] = await server.AddUserAsync($"{name}@{domain}", null, new Grant(Role.OnCall, it.ClientId));
            if (!emptyList)
            {
                list.Recipients = list.Recipients.Add(new Recipient(it.People[name].UserId!.Value, Duration.FromMinutes(minutes)));
            }
        }

        return it;
    }

    /// <summary>What the desk does within its commands.</summary>
    public async Task AtDeskAsync(Func<INotify, Task> act, string? person = null) =>
        (await Server.RunAsync(person is null ? Caller.Program("desk") : People[person], (Desk c) => c.HandleAsync(act))).IsAccepted.ShouldBeTrue();

    public Task PageAsync() => AtDeskAsync(n => n.PageAsync(Notice, default));

    public Task EndAsync() => AtDeskAsync(n => n.PageEndedAsync(Notice, default));

    public Task<int> EscalateAsync() => Server.Services.GetRequiredService<EscalationWatch>().EscalateDueAsync(default);

    /// <summary>Lets time pass, minute by minute, and gives what was posted meanwhile: the minute, to whom (the part before @), which subject's first word.</summary>
    public async Task<IReadOnlyList<string>> PassAsync(int minutes)
    {
        for (var i = 0; i < minutes; i++)
        {
            Server.Clock.Advance(Duration.FromMinutes(1));
            await EscalateAsync();
        }

        return await PostedAsync();
    }

    /// <summary>All letters so far: « 10 hugo Appel ».</summary>
    public async Task<IReadOnlyList<string>> PostedAsync() =>
        [.. (await LettersAsync())
            .Select(l => (Minute: (int)(l.At - TestClock.DefaultStart).TotalMinutes, Letter: $"{l.Letter.Address.Split('@')[0]} {l.Letter.Subject.Split(' ', ',', '\u00A0')[0]}"))
            .Order().Select(l => $"{l.Minute} {l.Letter}")];

    public Task<List<(Instant At, Letter Letter)>> LettersAsync() => Server.ReadAsync(Caller.Program("test"), async db =>
        (await db.Set<OutboxMessage>().Where(m => m.Channel == "mail").OrderBy(m => m.CreatedAt).ThenBy(m => m.Id).ToListAsync())
        .Select(m => (m.CreatedAt, JsonSerializer.Deserialize<Letter>(m.Payload, Json.Options)!)).ToList());

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    public sealed class TheList : IContractTerms
    {
        public ImmutableArray<Recipient> Recipients { get; set; } = [];

        public Task<CoverageAnswer> DecideAsync(Guid clientId, Guid? assetId, Nature nature, Priority priority, Instant at, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<ImmutableArray<Recipient>> RecipientsAsync(Guid clientId, Guid? contractId, Instant at, CancellationToken cancellationToken) =>
            Task.FromResult(Recipients);
    }

    [Requires(Permission.WorkTickets)]
    private sealed class Desk(INotify notify, EventLog log)
    {
        public async Task<Result<Done>> HandleAsync(Func<INotify, Task> act)
        {
            await act(notify);
            log.Record(null, "work", "test", "desk");
            return Done.Value;
        }
    }

    [Requires(Permission.ManageClients)]
    private sealed class AddClient(AppDb db, EventLog log)
    {
        public Task<Result<Done>> HandleAsync(Guid id, string domain)
        {
            db.Add(new Client { Id = id, Name = "Laiterie du Vercors", Code = "LV", Language = "fr", Zone = "Europe/Paris", CreatedAt = TestClock.DefaultStart });
            db.Add(new Contact { Id = Guid.CreateVersion7(), ClientId = id, Name = "Claire Jourdan", Email = $"claire@{domain}", IsTold = true });
            db.Add(new Contact { Id = Guid.CreateVersion7(), ClientId = id, Name = "Marc Vidal", Email = $"marc@{domain}", IsTold = false });
            db.Add(new Contact { Id = Guid.CreateVersion7(), ClientId = id, Name = "Sans adresse", IsTold = true });
            log.Record(id, "create-client", "client", id);
            return Task.FromResult<Result<Done>>(Done.Value);
        }
    }
}
