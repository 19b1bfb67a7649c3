using System.Collections.Immutable;
using Majordome.Domain.Contracts;
using Majordome.Domain.ServiceDesk;
using NodaTime;
using NodaTime.Text;

namespace Majordome.Domain.Tests.Contracts;

/// <summary>A dairy with two sites, and a contract that a test changes in one place.</summary>
internal static class Sample
{
    public static readonly Guid Client = Id(1);
    public static readonly Guid OtherClient = Id(2);
    public static readonly Guid Valence = Id(10);
    public static readonly Guid Die = Id(11);
    public static readonly Guid Erp = Id(20);
    public static readonly Guid San = Id(21);
    public static readonly Guid Desk = Id(22);
    public static readonly Guid Nadia = Id(30);
    public static readonly Guid Contract = Id(100);

    public static readonly EstateItem ErpItem = new(Erp, ItemClass.Server, Valence);

    public static readonly Estate Owned = Estate.Of(
        [ErpItem, new(San, ItemClass.Storage, Valence), new(Desk, ItemClass.Workstation, Die)],
        [Nadia]);

    public static readonly ContractTerms Terms = new()
    {
        Reference = "LV-2025-02",
        Zone = "Europe/Paris",
        Days = new(new(2025, 1, 1), new(2026, 12, 31)),
        Scope =
        [
            Line("L1", new ScopeTarget.OneItem(Erp)),
            Line("L2", new ScopeTarget.ClassOfItems(ItemClass.Storage, Valence)),
        ],
        Natures = new(
            new(Treatment.Included, "4.1"),
            new(Treatment.Prepaid, "4.2"),
            new(Treatment.Quoted, "4.3"),
            new(Treatment.Included, "4.1"),
            new(Treatment.Quoted, "4.3")),
        Calendars = ImmutableSortedDictionary<string, CalendarTerms>.Empty
            .Add("always", new())
            .Add("office", new() { Week = Week("monday", "tuesday", "wednesday", "thursday", "friday") }),
        Promises = ServiceDefaults.Promises("always", "office"),
        Pauses = [new(PauseReason.WaitingForClient, "7.2")],
        Recipients = [new(Nadia, Duration.FromMinutes(10))],
        MonthlyFee = new(4380m, "EUR"),
        Penalties = new(new(5m, 2m, 1m, 0m), Duration.FromHours(1), 20m),
        PrepaidHours = Duration.FromHours(40),
    };

    public static Guid Id(int n) => new(n, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);

    public static Instant At(string instant) => InstantPattern.ExtendedIso.Parse(instant).Value;

    public static ScopeLine Line(string key, ScopeTarget target, DayRange? days = null, ByPriority<ServicePromise?>? promises = null) =>
        new(key, target, days ?? new(new(2025, 1, 1)), null, promises);

    public static Result<ContractVersion> Sign(ContractTerms terms) =>
        ContractVersion.Sign(Contract, Client, 0, terms.Days.First, terms, Owned);

    public static ContractHistory History(ContractTerms terms, Guid? contract = null, Guid? client = null) =>
        ContractHistory.Of([ContractVersion.Recall(contract ?? Contract, client ?? Client, 0, terms.Days.First, terms).Value]).Value;

    public static ByPriority<ServicePromise?> Restores(Duration within) =>
        ByPriority.Of(_ => (ServicePromise?)new ServicePromise(new(Duration.Zero, within)));

    private static ImmutableSortedDictionary<string, ImmutableArray<string>> Week(params string[] days) =>
        days.ToImmutableSortedDictionary(d => d, _ => ImmutableArray.Create("08:00-19:00"));
}
