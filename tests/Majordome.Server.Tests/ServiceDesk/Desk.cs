using System.Collections.Concurrent;
using System.Collections.Immutable;
using Majordome.Domain.Contracts;
using Majordome.Domain.Monitoring;
using Majordome.Domain.ServiceDesk;
using Majordome.Server.Assets;
using Majordome.Server.Clients;
using Majordome.Server.Contracts.Public;
using Majordome.Server.Notifications.Public;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Majordome.Server.ServiceDesk.Public;
using Majordome.Server.ServiceDesk.Tickets;
using Majordome.Server.ServiceDesk.Verbs;
using Majordome.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NodaTime;

namespace Majordome.Server.Tests.ServiceDesk;

/// <summary>
/// A desk on a Tuesday at 9:42 UTC (10:42 in Paris): two clients with a server each, two technicians, a contact; a contract with
/// office hours of 8 to 19, GTI 1 h and GTR 8 h for P2. What is told to people is noted instead of sent.
/// </summary>
internal sealed class Desk : IAsyncDisposable
{
    private Desk(TestServer server, StandInTerms terms, Told told) => (Server, Terms, Told) = (server, terms, told);

    public TestServer Server { get; }

    public StandInTerms Terms { get; }

    public Told Told { get; }

    public Caller Nadia { get; private set; } = null!;

    public Caller Hugo { get; private set; } = null!;

    public Caller Claire { get; private set; } = null!;

    public Guid Client { get; } = Guid.CreateVersion7();

    public Guid OtherClient { get; } = Guid.CreateVersion7();

    public Guid Asset { get; } = Guid.CreateVersion7();

    public Guid OtherAsset { get; } = Guid.CreateVersion7();

    public Instant Now => Server.Clock.GetCurrentInstant();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<Desk> StartAsync(DatabaseKind kind = DatabaseKind.Sqlite)
    {
        var (terms, told) = (new StandInTerms(), new Told());
        var server = await TestServer.StartAsync(kind, services =>
        {
            services.RemoveAll<IContractTerms>();
            services.RemoveAll<INotify>();
            services.AddSingleton<IContractTerms>(terms);
            services.AddSingleton<INotify>(told);
        });
        var desk = new Desk(server, terms, told);
        await desk.FurnishAsync();
        return desk;
    }

    public Task<Domain.Result<T>> RunAsync<THandler, T>(Caller caller, Func<THandler, Task<Domain.Result<T>>> act)
        where THandler : class
        where T : notnull => Server.RunAsync(caller, act);

    public async Task<Guid> OpenAsync(string subject = "ERP lent", Impact? impact = null, Urgency urgency = Urgency.Medium) =>
        (await RunAsync(Nadia, (OpenTicket h) => h.HandleAsync(
            new NewTicket { ClientId = Client, Subject = subject, AssetId = Asset, Impact = impact, Urgency = urgency }, Ct))).Value;

    public async Task TakeAsync(Guid ticket, Caller? by = null) =>
        (await RunAsync(by ?? Nadia, (TakeTicket h) => h.HandleAsync(new(ticket), Ct))).IsAccepted.ShouldBeTrue();

    /// <summary>Nadia runs a verb, and it is done.</summary>
    public async Task DoneAsync<THandler>(Func<THandler, Task<Domain.Result<Domain.Done>>> act)
        where THandler : class
    {
        var result = await RunAsync(Nadia, act);
        result.Refusals.ShouldBeEmpty();
    }

    /// <summary>Nadia runs a verb, and it is refused for one reason.</summary>
    public async Task<(string Path, string Rule)> RefusedAsync<THandler>(Func<THandler, Task<Domain.Result<Domain.Done>>> act)
        where THandler : class
    {
        var refusal = (await RunAsync(Nadia, act)).Refusals.ShouldHaveSingleItem();
        return (refusal.Path, refusal.Rule);
    }

    public Task PauseAsync(Guid ticket) => DoneAsync((PauseTicket h) => h.HandleAsync(new(ticket, PauseReason.WaitingForClient, "Courriel", Now + Duration.FromHours(1)), Ct));

    /// <summary>Six tickets that stand differently: new, taken, paused, restored, resolved, out of scope.</summary>
    public async Task<IReadOnlyList<Guid>> LiveAsync()
    {
        var ids = new List<Guid>();
        for (var n = 1; n <= 6; n++)
        {
            Terms.Verdict = n == 6 ? CoverageVerdict.OutOfScope : CoverageVerdict.Included;
            ids.Add(await OpenAsync($"Sujet {n}", n % 2 == 0 ? Impact.Medium : Impact.High, n == 4 ? Urgency.Low : Urgency.Medium));
            Server.Clock.Advance(Duration.FromMinutes(3));
        }

        Terms.Verdict = CoverageVerdict.Included;
        await TakeAsync(ids[1]);
        await PauseAsync(ids[2]);
        await TakeAsync(ids[3]);
        await DoneAsync((RestoreTicket h) => h.HandleAsync(new(ids[3], RestorationMeans.Workaround, "Bascule"), Ct));
        await TakeAsync(ids[4]);
        await DoneAsync((ResolveTicket h) => h.HandleAsync(new(ids[4], "Fait"), Ct));
        return ids;
    }

    /// <summary>Reads the desk as a client's contact does.</summary>
    public async Task<T> AsClientAsync<T>(Caller contact, Func<IClientTickets, Task<T>> read)
    {
        await using var scope = Server.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerContext>().Caller = contact;
        return await read(scope.ServiceProvider.GetRequiredService<IClientTickets>());
    }

    public Task<Ticket> TicketAsync(Guid id) => Server.ReadAsync(Nadia, db => db.Set<Ticket>().SingleAsync(t => t.Id == id, Ct));

    public Task<List<TicketEvent>> EventsAsync(Guid id) =>
        Server.ReadAsync(Nadia, db => db.Set<TicketEvent>().Where(e => e.TicketId == id).OrderBy(e => e.Sequence).ToListAsync(Ct));

    /// <summary>Tells the desk of a problem, as monitoring does, in a command of its own.</summary>
    public async Task<Guid?> ProblemAsync(
        Guid check, long number = 1, CheckStatus severity = CheckStatus.Critical, bool opens = true, Instant? since = null, Urgency urgency = Urgency.High)
    {
        Guid? ticket = null;
        var problem = new ToldProblem(
            Client, Asset, check, number, severity, urgency, since ?? Now - Duration.FromMinutes(3), Now, "HTTP : 502 Bad Gateway", opens);
        (await RunAsync(Caller.Program("monitoring"), (AsMonitoring h) => h.HandleAsync(async desk => ticket = await desk.ProblemToldAsync(problem, Ct)))).IsAccepted.ShouldBeTrue();
        return ticket;
    }

    public async Task RecoveryAsync(Guid check, long number = 1, Instant? at = null) =>
        (await RunAsync(Caller.Program("monitoring"), (AsMonitoring h) => h.HandleAsync(
            desk => desk.ProblemClosedAsync(new(Client, Asset, check, number, at ?? Now, "HTTP : 200 OK"), Ct)))).IsAccepted.ShouldBeTrue();

    public async Task WithdrawAsync(Guid check, long number = 1) =>
        (await RunAsync(Caller.Program("monitoring"), (AsMonitoring h) => h.HandleAsync(
            desk => desk.ProblemWithdrawnAsync(new(Asset, check, number, Now, "HTTP"), Ct)))).IsAccepted.ShouldBeTrue();

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private async Task FurnishAsync()
    {
        (await RunAsync(Caller.Program("test"), (Furnish h) => h.HandleAsync(this))).IsAccepted.ShouldBeTrue();
        Nadia = await Server.AddUserAsync("nadia@cornaline.example", null, new Grant(Role.Engineer, null));
        Hugo = await Server.AddUserAsync("hugo@cornaline.example", null, new Grant(Role.Technician, null));
        Claire = await Server.AddUserAsync("claire@laiterie.example", Client, new Grant(Role.ClientContact, Client));
    }

    /// <summary>What monitoring does around the desk: a command with its transaction.</summary>
    [Requires(Permission.WorkTickets)]
    public sealed class AsMonitoring(IIncidentDesk desk, EventLog log)
    {
        public async Task<Domain.Result<Domain.Done>> HandleAsync(Func<IIncidentDesk, Task> act)
        {
            await act(desk);
            log.Record(null, "results-in", "check", "test");
            return Domain.Done.Value;
        }
    }

    [Requires(Permission.ManageClients, Untraced = "test")]
    public sealed class Furnish(AppDb db)
    {
        public Task<Domain.Result<Domain.Done>> HandleAsync(Desk desk)
        {
            Add(desk.Client, "Laiterie du Vercors", "LV", desk.Asset, "SRV-ERP01", desk.Now);
            Add(desk.OtherClient, "Clinique des Tilleuls", "CT", desk.OtherAsset, "SRV-DPI01", desk.Now);
            db.Add(new Contact { Id = Guid.CreateVersion7(), ClientId = desk.Client, Name = "Claire Jourdan", Email = "claire@laiterie.example", IsTold = true });
            return Task.FromResult<Domain.Result<Domain.Done>>(Domain.Done.Value);
        }

        private void Add(Guid client, string name, string code, Guid asset, string assetName, Instant now)
        {
            db.Add(new Client { Id = client, Name = name, Code = code, Language = "fr", Zone = "Europe/Paris", CreatedAt = now });
            db.Add(new Asset { Id = asset, ClientId = client, Name = assetName, Class = ItemClass.Server, Weight = Impact.High, CreatedAt = now });
        }
    }
}

/// <summary>A contract that covers everything, until a test says otherwise.</summary>
internal sealed class StandInTerms : IContractTerms
{
    private static readonly ContractCitation Contract = new(Guid.CreateVersion7(), "LV-2025-02", 1);

    private static readonly CalendarTerms Office = new()
    {
        Week = new[] { "monday", "tuesday", "wednesday", "thursday", "friday" }.ToImmutableSortedDictionary(day => day, _ => ImmutableArray.Create("08:00-19:00")),
    };

    private static readonly LineCitation Servers = new("L1", "Serveurs", new ScopeTarget.ClassOfItems(ItemClass.Server), new(new(2026, 1, 1)));

    public CoverageVerdict Verdict { get; set; } = CoverageVerdict.Included;

    public Task<CoverageAnswer> DecideAsync(Guid clientId, Guid? assetId, Nature nature, Priority priority, Instant at, CancellationToken cancellationToken)
    {
        var covered = Verdict is not (CoverageVerdict.OutOfScope or CoverageVerdict.NoContractInForce);
        var targets = TargetsOf(priority);
        var decision = new CoverageDecision(
            Verdict,
            covered ? Contract : null,
            covered ? new(ItemFinding.ClassAnywhere, null, Servers) : new(ItemFinding.NotInScope, null, null),
            covered ? new(nature, Treatment.Included, "4.1") : null,
            covered ? new("office", false) : null,
            covered ? new(priority, targets, false) : null,
            []);
        return Task.FromResult(new CoverageAnswer(
            decision,
            covered ? new Promise("office", "Europe/Paris", "FR", Office, targets) : null,
            75,
            covered ? [new(PauseReason.WaitingForClient, "7.2"), new(PauseReason.DateAskedByClient, "7.3")] : []));
    }

    public Task<ImmutableArray<Recipient>> RecipientsAsync(Guid clientId, Guid? contractId, Instant at, CancellationToken cancellationToken) =>
        Task.FromResult(ImmutableArray<Recipient>.Empty);

    private static ServiceTargets TargetsOf(Priority priority) => priority switch
    {
        Priority.P1 => new(Duration.FromMinutes(30), Duration.FromHours(4)),
        Priority.P2 => new(Duration.FromHours(1), Duration.FromHours(8)),
        Priority.P3 => new(Duration.FromHours(4), Duration.FromHours(24)),
        _ => new(Duration.FromHours(8), null),
    };
}

/// <summary>Notes what people would be told; as the pager does, it pages a ticket once until that is over.</summary>
internal sealed class Told : INotify
{
    private readonly ConcurrentDictionary<Guid, TicketNotice> calls = new();

    public ConcurrentQueue<TicketNotice> Pages { get; } = new();

    public ConcurrentQueue<TicketNotice> Ends { get; } = new();

    public ConcurrentQueue<Guid> Acknowledged { get; } = new();

    public ConcurrentQueue<(TicketNotice Ticket, ClockNotice Clock)> Warnings { get; } = new();

    public ConcurrentQueue<(TicketNotice Ticket, ClientNotice Notice)> ToClient { get; } = new();

    public ConcurrentQueue<(TicketNotice Ticket, DeskNotice Notice)> ToDesk { get; } = new();

    public Task PageAsync(TicketNotice ticket, CancellationToken cancellationToken) => NoteAsync(() =>
    {
        if (calls.TryAdd(ticket.TicketId, ticket))
        {
            Pages.Enqueue(ticket);
        }
    });

    public Task PageEndedAsync(TicketNotice ticket, CancellationToken cancellationToken) => NoteAsync(() =>
    {
        calls.TryRemove(ticket.TicketId, out _);
        Ends.Enqueue(ticket);
    });

    public Task AcknowledgeAsync(Guid clientId, Guid ticketId, Guid userId, Instant at, CancellationToken cancellationToken) => NoteAsync(() => Acknowledged.Enqueue(ticketId));

    public Task WarnOfClockAsync(TicketNotice ticket, ClockNotice clock, CancellationToken cancellationToken) => NoteAsync(() => Warnings.Enqueue((ticket, clock)));

    public Task TellClientAsync(TicketNotice ticket, ClientNotice notice, CancellationToken cancellationToken) => NoteAsync(() => ToClient.Enqueue((ticket, notice)));

    public Task TellDeskAsync(TicketNotice ticket, DeskNotice notice, CancellationToken cancellationToken) => NoteAsync(() => ToDesk.Enqueue((ticket, notice)));

    private static Task NoteAsync(Action act)
    {
        act();
        return Task.CompletedTask;
    }
}
