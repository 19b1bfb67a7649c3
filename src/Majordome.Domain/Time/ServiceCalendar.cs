using System.Collections.Frozen;
using System.Collections.Immutable;
using NodaTime;

namespace Majordome.Domain.Time;

/// <summary>
/// When a service is due: a zone, a week, public holidays and closures. Immutable and safe for any number of threads.
/// </summary>
/// <remarks>
/// Instants are exact to the nanosecond. The open stretches are worked out once, for the years that are asked for, and kept;
/// counting and seeking are then searches among them, which take the same time whatever lies between. A calendar is open between <see cref="Earliest"/> and
/// <see cref="Latest"/> only. A holiday or closure closes the spans that start on its date, to their end; those of the day
/// before run on into it.
/// </remarks>
public sealed class ServiceCalendar
{
    private const int FirstYear = 1950;
    private const int EndYear = 2200;
    private static readonly long First = OpenHours.StartOf(FirstYear);
    private static readonly long End = OpenHours.StartOf(EndYear);

    private readonly Lock growing = new();
    private readonly FrozenSet<LocalDate> closedDates;
    private volatile OpenHours? hours;

    /// <summary>A calendar; <see cref="FindZone"/>, <see cref="ServiceWeek"/> and <see cref="FrenchHolidays"/> give its parts.</summary>
    /// <param name="zone">The zone of the spans and dates.</param>
    /// <param name="week">The weekly spans. With <see cref="ServiceWeek.Always"/> holidays and closures have no effect.</param>
    /// <param name="holidays">The public holidays.</param>
    /// <param name="closures">The closed dates.</param>
    public ServiceCalendar(DateTimeZone zone, ServiceWeek week, HolidaySet holidays, params IEnumerable<LocalDate> closures)
    {
        Zone = zone;
        Week = week;
        Holidays = holidays;
        Closures = [.. closures];
        closedDates = Closures.ToFrozenSet();
    }

    /// <summary>Before this instant (1950) no calendar is open.</summary>
    public static Instant Earliest { get; } = ToInstant(First);

    /// <summary>From this instant on (2200) no calendar is open.</summary>
    public static Instant Latest { get; } = ToInstant(End);

    /// <summary>The zone of the spans and dates.</summary>
    public DateTimeZone Zone { get; }

    /// <summary>The weekly spans.</summary>
    public ServiceWeek Week { get; }

    /// <summary>The public holidays.</summary>
    public HolidaySet Holidays { get; }

    /// <summary>The closed dates.</summary>
    public ImmutableSortedSet<LocalDate> Closures { get; }

    /// <summary>The zone of an IANA identifier, as the time zone database in use names it.</summary>
    /// <returns>The zone, or the refusal <c>zone-unknown</c> with an empty path.</returns>
    public static Result<DateTimeZone> FindZone(string id) =>
        DateTimeZoneProviders.Tzdb.Ids.Contains(id) ? DateTimeZoneProviders.Tzdb[id] : Refusal.Of("", "zone-unknown", id);

    /// <summary>The service time between two instants; negative when the second is the earlier.</summary>
    public Duration ServiceTime(Instant from, Instant to) =>
        Duration.FromNanoseconds(MarkAt(ToNanoseconds(to)) - MarkAt(ToNanoseconds(from)));

    /// <summary>
    /// The earliest instant, not before <paramref name="from"/>, at which <paramref name="amount"/> of service time has passed
    /// since it: <paramref name="from"/> itself for zero, and the closing, not the next opening, when the amount fills the hours.
    /// </summary>
    /// <param name="from">Where counting starts.</param>
    /// <param name="amount">At least zero.</param>
    /// <returns><c>null</c> when it is not reached before <see cref="Latest"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The amount is negative.</exception>
    public Instant? After(Instant from, Duration amount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(amount, Duration.Zero);
        if (amount == Duration.Zero)
        {
            return from;
        }

        return Reach(MarkAt(ToNanoseconds(from)), ToNanoseconds(amount)) is { } reached ? ToInstant(reached) : null;
    }

    /// <summary>Whether an instant is service time.</summary>
    public bool IsOpen(Instant at)
    {
        var instant = ToNanoseconds(at);
        return instant < End && HoursAt(instant).IsOpen(instant) && at >= Earliest;
    }

    /// <summary>The earliest instant of service time, not before <paramref name="from"/>.</summary>
    /// <returns><c>null</c> when there is none before <see cref="Latest"/>.</returns>
    public Instant? NextOpening(Instant from)
    {
        var instant = ToNanoseconds(from);
        while (instant < End)
        {
            var table = HoursAt(instant);
            if (table.OpeningFrom(instant) is { } opening)
            {
                return ToInstant(opening);
            }

            instant = table.To;
        }

        return null;
    }

    /// <summary>
    /// The stretches of [<paramref name="from"/>, <paramref name="to"/>), in order and without gap: open, or closed with the
    /// reason. Takes time in proportion to the days between them; nothing when <paramref name="to"/> is not after <paramref name="from"/>.
    /// </summary>
    public IReadOnlyList<ServiceHours> Hours(Instant from, Instant to)
    {
        var stretches = new List<ServiceHours>();
        var at = from;
        var (first, last) = (ToNanoseconds(from), ToNanoseconds(to));
        foreach (var span in first < last ? SpanUnfolding.Between(this, first, last) : [])
        {
            var (start, end) = (ToInstant(span.Start), ToInstant(span.End));
            if (at < start)
            {
                stretches.Add(new ServiceHours(at, start, HourKind.OutsideHours));
            }

            stretches.Add(new ServiceHours(start, end, span.Kind));
            at = end;
        }

        if (at < to)
        {
            stretches.Add(new ServiceHours(at, to, HourKind.OutsideHours));
        }

        return stretches;
    }

    /// <summary>What becomes of the spans that start on a date.</summary>
    internal HourKind KindOf(LocalDate date) =>
        Holidays.Contains(date) ? HourKind.Holiday : closedDates.Contains(date) ? HourKind.Closure : HourKind.Open;

    /// <summary>The mark of an instant: the service time since the calendar's origin.</summary>
    internal long MarkAt(long instant) => HoursAt(instant).MarkAt(instant);

    /// <summary>
    /// The earliest instant at which <paramref name="amount"/>, more than zero, has been counted since <paramref name="mark"/>;
    /// <c>null</c> when that is not before <see cref="Latest"/>.
    /// </summary>
    internal long? Reach(long mark, long amount)
    {
        var table = hours!;
        while (amount > table.Last - mark)
        {
            if (table.To >= End)
            {
                return null;
            }

            table = HoursAt(table.To);
        }

        return table.InstantOf(mark + amount);
    }

    /// <summary>Nanoseconds since the Unix epoch, kept within <see cref="Earliest"/> and <see cref="Latest"/>.</summary>
    internal static long ToNanoseconds(Instant instant) =>
        instant <= Earliest ? First : instant >= Latest ? End : (instant - NodaConstants.UnixEpoch).ToInt64Nanoseconds();

    /// <summary>Nanoseconds of a duration that is not negative; no more than a calendar can ever count.</summary>
    internal static long ToNanoseconds(Duration duration) =>
        duration >= Latest - Earliest ? End - First : duration.ToInt64Nanoseconds();

    /// <summary>The instant of a number of nanoseconds since the Unix epoch.</summary>
    internal static Instant ToInstant(long nanoseconds) => NodaConstants.UnixEpoch + Duration.FromNanoseconds(nanoseconds);

    private OpenHours HoursAt(long instant)
    {
        var table = hours;
        return table is not null && instant >= table.From && instant < table.To ? table : Grown(instant);
    }

    /// <summary>
    /// The table, grown to hold an instant: by half its years at least, so that the work of growing stays in proportion
    /// to what is kept.
    /// </summary>
    private OpenHours Grown(long instant)
    {
        lock (growing)
        {
            var table = hours;
            if (table is not null && instant >= table.From && (instant < table.To || table.To >= End))
            {
                return table;
            }

            var year = ToInstant(instant).InUtc().Year;
            var (fromYear, toYear) = (year - 1, year + 2);
            if (table is not null)
            {
                var growth = 1 + (table.ToYear - table.FromYear) / 2;
                fromYear = instant < table.From ? Math.Min(fromYear, table.FromYear - growth) : table.FromYear;
                toYear = instant >= table.To ? Math.Max(toYear, table.ToYear + growth) : table.ToYear;
            }

            return hours = OpenHours.Of(this, Math.Max(fromYear, FirstYear), Math.Min(toYear, EndYear), table?.Origin);
        }
    }
}
