using Majordome.Domain.Contracts;
using Majordome.Domain.Monitoring;
using Majordome.Server.Monitoring.Public;
using Majordome.Server.Portal;
using Majordome.Server.ServiceDesk.Public;
using NodaTime;

namespace Majordome.Server.Tests.Portal;

public sealed class StatementTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 17, 9, 42);

    private static readonly Service Well = new("ERP", ServiceState.Well, Now);

    [Fact]
    public void All_is_well_when_every_service_is_known_and_well_and_nothing_is_asked() =>
        Statement.Of([Well, Well], [Ticket(Nature.Request, ClientTicketState.InProgress), Ticket(Nature.Incident, ClientTicketState.Restored)])
            .ShouldBe(StatementKind.AllIsWell);

    [Theory]
    [InlineData(ServiceState.Unknown)]
    [InlineData(ServiceState.Watched)]
    [InlineData(ServiceState.Down)]
    public void One_service_that_is_not_well_is_checked(ServiceState state) =>
        Statement.Of([Well, Well with { State = state }], []).ShouldBe(StatementKind.WeAreChecking);

    [Fact]
    public void Nothing_watched_is_not_said_to_be_well() => Statement.Of([], []).ShouldBe(StatementKind.WeAreChecking);

    [Theory]
    [InlineData(Nature.Incident, ClientTicketState.Received)]
    [InlineData(Nature.Incident, ClientTicketState.InProgress)]
    [InlineData(Nature.Request, ClientTicketState.WaitingForYou)]
    public void We_are_on_it_when_an_incident_is_open_or_an_answer_is_awaited(Nature nature, ClientTicketState state) =>
        Statement.Of([Well], [Ticket(nature, state)]).ShouldBe(StatementKind.WeAreOnIt);

    [Theory]
    [InlineData(CheckStatus.Ok, 299, ServiceState.Well)]
    [InlineData(CheckStatus.Ok, 300, ServiceState.Unknown)]
    [InlineData(CheckStatus.Warning, 0, ServiceState.Watched)]
    [InlineData(CheckStatus.Critical, 0, ServiceState.Down)]
    [InlineData(CheckStatus.Critical, 301, ServiceState.Unknown)]
    [InlineData(CheckStatus.NoData, 0, ServiceState.Unknown)]
    public void A_reading_of_five_minutes_ago_says_nothing_any_more(CheckStatus status, int seconds, ServiceState state) =>
        Statement.StateOf(new(Guid.Empty, Guid.Empty, status, 1, 0, Now - Duration.FromSeconds(seconds)), Now).ShouldBe(state);

    private static ClientTicket Ticket(Nature nature, ClientTicketState state) =>
        new(Guid.CreateVersion7(), "T-1", "ERP lent", nature, state, Now, BySupervision: false, null, null, Now);
}
