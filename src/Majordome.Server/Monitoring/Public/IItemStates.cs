using System.Collections.Immutable;
using Majordome.Domain.Monitoring;
using Majordome.Server.Platform.House;
using NodaTime;

namespace Majordome.Server.Monitoring.Public;

/// <summary>What monitoring knows of items: for the pages of other rooms.</summary>
public interface IItemStates
{
    /// <summary>The checks of an item, the most pressing first; give them to <c>AssetChecks</c>.</summary>
    Task<ImmutableArray<ItemCheck>> ChecksOfAsync(Guid assetId, CancellationToken cancellationToken);

    /// <summary>The state of an item; <c>null</c>: it has no check that is run, as far as the caller may know.</summary>
    Task<ItemState?> StateOfAsync(Guid assetId, CancellationToken cancellationToken);

    /// <summary>What its checks went through lately, the latest first: changes of their confirmed states.</summary>
    /// <param name="assetId">The item.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<ImmutableArray<ItemChange>> ChangesAsync(Guid assetId, int most, CancellationToken cancellationToken);

    /// <summary>The state of every item that has checks, of one client or of all that the caller sees.</summary>
    Task<ImmutableArray<ItemState>> StatesAsync(Guid? clientId, CancellationToken cancellationToken);

    /// <summary>The last days of a client's items, one strip an item; give them to <c>ServiceStrip</c>.</summary>
    /// <param name="clientId">The client.</param>
    /// <param name="zone">Whose days.</param>
    /// <param name="days">How many, the last being today.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<ImmutableArray<ItemStrip>> StripsAsync(Guid clientId, DateTimeZone zone, int days, CancellationToken cancellationToken);
}

/// <summary>A check as another room's page shows it.</summary>
/// <param name="Id">The check; its page is <c>/monitoring/checks/{id}</c>.</param>
/// <param name="Name">How people call it.</param>
/// <param name="State">The worse of the open problem and the confirmed state.</param>
/// <param name="Since">Since when the confirmed state holds.</param>
/// <param name="Text">What the last run said.</param>
/// <param name="Value">Its first figure, written; <c>null</c>: it measures nothing.</param>
/// <param name="Threshold">That figure's critical (else warning) threshold as written.</param>
/// <param name="At">When the last run started.</param>
/// <param name="Interval">From a run to the next.</param>
/// <param name="SilentUntil">Until when nothing is told of it.</param>
/// <param name="IsEnabled">Whether it is run.</param>
public sealed record ItemCheck(
    Guid Id, string Name, CheckStatus State, Instant Since, string? Text, string? Value, string? Threshold, Instant? At, Duration Interval, Instant? SilentUntil, bool IsEnabled);

/// <summary>The worst state of an item's checks.</summary>
/// <param name="AssetId">The item.</param>
/// <param name="ClientId">Whose.</param>
/// <param name="State">The worst of its checks.</param>
/// <param name="Checks">How many are run.</param>
/// <param name="Pressing">How many are not OK.</param>
/// <param name="LastReadAt">When the newest run started; <c>null</c>: none yet.</param>
public sealed record ItemState(Guid AssetId, Guid ClientId, CheckStatus State, int Checks, int Pressing, Instant? LastReadAt);

/// <summary>A change of a check's state.</summary>
/// <param name="At">Since when it is so in the world.</param>
/// <param name="CheckId">The check.</param>
/// <param name="CheckName">How people call it.</param>
/// <param name="To">Its state from then on.</param>
/// <param name="Ticket">Number of the ticket that the problem opened or joined; <c>null</c>: none.</param>
public sealed record ItemChange(Instant At, Guid CheckId, string CheckName, CheckStatus To, string? Ticket);

/// <summary>The last days of an item.</summary>
/// <param name="AssetId">The item.</param>
/// <param name="Name">Its name.</param>
/// <param name="Days">The worst of each day.</param>
/// <param name="Down">How long a check of it was critical outside maintenance, each instant counted once.</param>
/// <param name="Ratio">Up time over known time, round the clock, from 0 to 1; <c>null</c>: nothing is known.</param>
public sealed record ItemStrip(Guid AssetId, string Name, ImmutableArray<StripDay> Days, Duration Down, decimal? Ratio);
