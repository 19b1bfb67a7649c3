using Majordome.Domain;
using Majordome.Domain.Contracts;
using Majordome.Domain.Monitoring;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Majordome.Server.Reviews;
using Majordome.Server.ServiceDesk.Public;
using Majordome.Server.ServiceDesk.Verbs;
using Majordome.Server.Tests.Contracts;
using Majordome.Server.Tests.Support;
using NodaTime;

namespace Majordome.Server.Tests.Reviews;

/// <summary>
/// The dairy with its model contract (P2: GTI 1 h, GTR 8 h, office hours 8 to 18), and a month of November 2026 with three
/// incidents: one kept, one taken late, one that ended by itself.
/// </summary>
internal sealed class ReviewWorld : IAsyncDisposable
{
    public const string Month = "2026-11";

    private ReviewWorld(ContractWorld contracts) => Contracts = contracts;

    public ContractWorld Contracts { get; }

    public TestServer Server => Contracts.Server;

    public Guid Kept { get; private set; }

    public Guid TakenLate { get; private set; }

    public Guid ByItself { get; private set; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Instant Now => Server.Clock.GetCurrentInstant();

    public static async Task<ReviewWorld> StartAsync(DatabaseKind kind)
    {
        var world = new ReviewWorld(await ContractWorld.StartAsync(kind));
        (await world.Contracts.SignAsync(world.Contracts.Terms)).IsAccepted.ShouldBeTrue();

        // Tuesday 17 November, 10:42 in Paris: taken after 20 min, restored after 2 h 20.
        world.Kept = await world.FailAsync(world.Contracts.Erp, 1);
        world.Server.Clock.Advance(Duration.FromMinutes(20));
        await world.TakeAsync(world.Kept);
        world.Server.Clock.Advance(Duration.FromHours(2));
        await world.RecoverAsync(world.Contracts.Erp, 1);

        // 13:02: taken after 2 h 30, restored after 3 h.
        world.TakenLate = await world.FailAsync(world.Contracts.San, 2);
        world.Server.Clock.Advance(Duration.FromMinutes(150));
        await world.TakeAsync(world.TakenLate);
        world.Server.Clock.Advance(Duration.FromMinutes(30));
        await world.RecoverAsync(world.Contracts.San, 2);

        // Three days later it ends by itself after ten minutes.
        world.Server.Clock.Advance(Duration.FromHours(66));
        world.ByItself = await world.FailAsync(world.Contracts.Erp, 3);
        world.Server.Clock.Advance(Duration.FromMinutes(10));
        await world.RecoverAsync(world.Contracts.Erp, 3);
        return world;
    }

    public void GoToDecember() => Server.Clock.Advance(Duration.FromDays(14));

    public Task<Result<FrozenMark>> FreezeAsync(Caller? by = null) =>
        Server.RunAsync(by ?? Contracts.Manager, (FreezeReview c) => c.HandleAsync(new(Contracts.Dairy, Month), Ct));

    public Task<Result<ReviewPaper>> FindAsync(Caller? by = null, Guid? client = null, bool frozenOnly = false) =>
        Contracts.AskAsync<ReviewPapers, Result<ReviewPaper>>(
            papers => papers.FindAsync(client ?? Contracts.Dairy, new YearMonth(2026, 11), null, frozenOnly, Ct), by);

    public ValueTask DisposeAsync() => Contracts.DisposeAsync();

    public async Task<Guid> FailAsync(Guid asset, long problem)
    {
        Guid? ticket = null;
        var told = new ToldProblem(Contracts.Dairy, asset, CheckOf(asset), problem, CheckStatus.Critical, Urgency.High, Now - Duration.FromMinutes(3), Now, "HTTP", OpensIncident: true);
        (await Server.RunAsync(Caller.Program("monitoring"), (AsMonitoring h) => h.HandleAsync(async desk => ticket = await desk.ProblemToldAsync(told, Ct)))).IsAccepted.ShouldBeTrue();
        return ticket.ShouldNotBeNull();
    }

    public async Task RecoverAsync(Guid asset, long problem) =>
        (await Server.RunAsync(Caller.Program("monitoring"), (AsMonitoring h) => h.HandleAsync(
            desk => desk.ProblemClosedAsync(new(Contracts.Dairy, asset, CheckOf(asset), problem, Now, "HTTP"), Ct)))).IsAccepted.ShouldBeTrue();

    private async Task TakeAsync(Guid ticket) =>
        (await Server.RunAsync(Contracts.Technician, (TakeTicket h) => h.HandleAsync(new(ticket), Ct))).IsAccepted.ShouldBeTrue();

    // One check per item; the desk only needs its identity.
    private static Guid CheckOf(Guid asset) => asset;

    /// <summary>What monitoring does around the desk: a command with its transaction.</summary>
    [Requires(Permission.WorkTickets)]
    public sealed class AsMonitoring(IIncidentDesk desk, EventLog log)
    {
        public async Task<Result<Done>> HandleAsync(Func<IIncidentDesk, Task> act)
        {
            await act(desk);
            log.Record(null, "results-in", "check", "test");
            return Done.Value;
        }
    }
}
