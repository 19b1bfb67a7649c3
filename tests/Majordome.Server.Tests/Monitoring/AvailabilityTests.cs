using Majordome.Domain.Monitoring;
using Majordome.Server.Monitoring.Public;
using Majordome.Server.Monitoring.Silences;
using Majordome.Server.Platform.House;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using static Majordome.Domain.Monitoring.CheckStatus;

namespace Majordome.Server.Tests.Monitoring;

public sealed class AvailabilityTests
{
    public static TheoryData<DatabaseKind> Both => Databases.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_failure_is_counted_to_the_second_from_its_first_failing_result(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        await watched.SendAsync(Ok);
        var start = watched.Now;
        await watched.SendAsync(Critical, Critical, Critical, Critical, Ok, Ok);

        var figure = (await MeasureAsync(watched, new Interval(start, watched.Now))).ShouldHaveSingleItem();

        figure.Measured.Down.ShouldBe(Duration.FromSeconds(40));
        figure.Measured.Up.ShouldBe(Duration.FromSeconds(20));
        figure.Measured.Unknown.ShouldBe(Duration.Zero);
        figure.Facts.Select(f => f.Status).ShouldBe([Ok, Critical, Ok]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Announced_work_leaves_the_committed_time(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        await watched.SendAsync(Ok);
        var start = watched.Now;
        await watched.Server.RunAsync(
            Watched.Program, (RecordMaintenance c) => c.HandleAsync(watched.AssetId, start, start + Duration.FromSeconds(30), "disques", default));
        await watched.SendAsync(Critical, Critical, Critical, Critical, Ok);

        var measured = (await MeasureAsync(watched, new Interval(start, watched.Now)))[0].Measured;

        (measured.Planned, measured.Down, measured.Up).ShouldBe((Duration.FromSeconds(30), Duration.FromSeconds(20), Duration.Zero));
    }

    [Fact]
    public async Task The_strip_of_an_item_shows_today_down_and_the_days_before_as_unknown()
    {
        await using var watched = await Watched.StartAsync();
        await watched.SendAsync(Ok, Critical, Critical, Critical, Ok);

        var strips = await AskAsync<IItemStates, System.Collections.Immutable.ImmutableArray<ItemStrip>>(
            watched, states => states.StripsAsync(watched.ClientId, DateTimeZone.Utc, 30, default));

        var strip = strips.ShouldHaveSingleItem();
        strip.Days.Length.ShouldBe(30);
        strip.Days[^1].State.ShouldBe(StripState.Down);
        strip.Days[^2].State.ShouldBe(StripState.Unknown);
        strip.Down.ShouldBe(Duration.FromSeconds(30));
    }

    private static Task<System.Collections.Immutable.ImmutableArray<Majordome.Domain.Reviews.AvailabilityFigure>> MeasureAsync(Watched watched, Interval window) =>
        AskAsync<IAvailability, System.Collections.Immutable.ImmutableArray<Majordome.Domain.Reviews.AvailabilityFigure>>(
            watched, a => a.MeasureAsync(watched.ClientId, window, _ => Availability.RoundTheClock, default));

    private static async Task<T> AskAsync<TService, T>(Watched watched, Func<TService, Task<T>> ask)
        where TService : notnull
    {
        await using var scope = watched.Server.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerContext>().Caller = Watched.Program;
        return await ask(scope.ServiceProvider.GetRequiredService<TService>());
    }
}
