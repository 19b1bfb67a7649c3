using Majordome.Server.Platform.Persistence;
using Majordome.Server.ServiceDesk.Tickets;
using Majordome.Server.Tests.Support;

namespace Majordome.Server.Tests.ServiceDesk;

public sealed class TicketNumberTests
{
    public static TheoryData<DatabaseKind> Both => Databases.Both;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Fifty_tickets_opened_at_once_get_the_numbers_from_one_to_fifty(DatabaseKind kind)
    {
        await using var desk = await Desk.StartAsync(kind);
        var ids = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => Task.Run(() => desk.OpenAsync($"Sujet {n}"), Ct)));
        var numbers = new List<long>();
        foreach (var id in ids)
        {
            numbers.Add((await desk.TicketAsync(id)).Number);
        }

        numbers.Order().ShouldBe(Enumerable.Range(1, 50).Select(n => (long)n));
    }

    [Fact]
    public async Task A_refused_ticket_uses_no_number()
    {
        await using var desk = await Desk.StartAsync();
        await desk.OpenAsync();
        var refused = await desk.RunAsync(desk.Nadia, (Server.ServiceDesk.Verbs.OpenTicket h) => h.HandleAsync(new() { ClientId = desk.Client, Subject = " " }, Ct));
        refused.Refusals.ShouldHaveSingleItem().Rule.ShouldBe("required");
        (await desk.TicketAsync(await desk.OpenAsync())).Number.ShouldBe(2);
    }

    [Theory]
    [InlineData("T-2641", 2641)]
    [InlineData("t2641", 2641)]
    [InlineData(" 2641 ", 2641)]
    [InlineData("T-", null)]
    [InlineData("-5", null)]
    [InlineData("0", null)]
    [InlineData("T-99999999999999999999", null)]
    public void A_number_is_read_as_people_write_it(string text, int? number) => Ticket.NumberIn(text).ShouldBe(number);
}
