using System.Diagnostics;
using System.Globalization;
using Majordome.Domain.ServiceDesk;
using Majordome.Domain.Tests.ServiceDesk;
using NodaTime;

namespace Majordome.Bench;

/// <summary>
/// Reads both clocks of one million tickets on one thread: the mix of the contract-clock scenarios, each ticket with events of
/// its own, spread over two years. Goal: under 2 s, no allocation.
/// </summary>
internal static class ClockBench
{
    private const int Tickets = 1_000_000;
    private const int Rounds = 7;

    public static void Run(TextWriter output)
    {
        var tickets = Make();
        var events = tickets.Sum(ticket => (long)ticket.Events.Length);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{tickets.Length:N0} tickets, {events:N0} events, 1 thread of {Environment.ProcessorCount}, .NET {Environment.Version}"));
        for (var round = 0; round < Rounds; round++)
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var cpu = Environment.CpuUsage.TotalTime;
            var start = Stopwatch.GetTimestamp();
            var (late, elapsed) = Read(tickets);
            var time = Stopwatch.GetElapsedTime(start);
            cpu = Environment.CpuUsage.TotalTime - cpu;
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"round {round + 1}: {time.TotalMilliseconds,7:N0} ms  {cpu.TotalMilliseconds,7:N0} ms of processor  {time.TotalNanoseconds / tickets.Length,5:N0} ns/ticket  {allocated,10:N0} bytes allocated  (GTR late {late:N0}, elapsed {elapsed:N0} h)"));
        }
    }

    private static (int Late, double Hours) Read(Scenario[] tickets)
    {
        var late = 0;
        var elapsed = Duration.Zero;
        foreach (var ticket in tickets)
        {
            var clocks = TicketClocks.At(ticket.Terms, ticket.Events, ticket.Now);
            late += clocks.Restoration.State == ClockState.Breached ? 1 : 0;
            elapsed += clocks.Restoration.Elapsed;
        }

        return (late, elapsed.TotalHours);
    }

    private static Scenario[] Make()
    {
        var scenarios = Scenarios.All.Values.ToArray();
        var random = new Random(2026);
        return [.. Enumerable.Range(0, Tickets).Select(_ =>
        {
            var scenario = scenarios[random.Next(scenarios.Length)];
            var shift = Duration.FromDays(-7 * random.Next(104)) + Duration.FromSeconds(random.Next(3600));
            return scenario with
            {
                Terms = scenario.Terms with { Registered = scenario.Terms.Registered + shift },
                Events = [.. scenario.Events.Select(step => step with { At = step.At + shift })],
                Now = scenario.Now + shift,
            };
        })];
    }
}
