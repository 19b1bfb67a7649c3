using Majordome.Domain.ServiceDesk;
using NodaTime;

namespace Majordome.Server.ServiceDesk.Sla;

/// <summary>A ticket described in a scenario file, sound and ready to be read.</summary>
/// <param name="Id">Unique in the file.</param>
/// <param name="CalendarName">What the file calls the calendar in force at the registration.</param>
/// <param name="Terms">What the clocks start from.</param>
/// <param name="Events">In the order given.</param>
/// <param name="Now">The instant of the reading.</param>
internal sealed record SlaScenario(string Id, string CalendarName, ClockTerms Terms, ClockEvent[] Events, Instant Now)
{
    /// <summary>The clocks as they stand at <see cref="Now"/>.</summary>
    public TicketClocks Clocks => TicketClocks.At(Terms, Events, Now);
}

/// <summary>The tickets of a scenario file, in the order of the file.</summary>
internal sealed record ScenarioFile(IReadOnlyList<SlaScenario> Scenarios);
