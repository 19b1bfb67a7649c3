using System.Collections.Concurrent;
using NodaTime;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>
/// The items that messages are about, found by what the sender calls them. A client's items are read anew after <see cref="Trust"/>; while the database
/// does not answer, those that were read last stand.
/// </summary>
public sealed class ItemPlaces(IServiceScopeFactory scopes, IClock clock, TimeProvider time)
{
    /// <summary>How long what was read is trusted.</summary>
    public static readonly Duration Trust = Duration.FromSeconds(30);

    private readonly ConcurrentDictionary<Guid, LastRead<OutsideAssets>> byClient = new();

    /// <summary>The item of a client.</summary>
    /// <param name="clientId">Whose.</param>
    /// <param name="names">What it may be called, the surest first; of a name with domains the first label counts too.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The item; <c>null</c>: there is none, or it is not clear which.</returns>
    public async ValueTask<Guid?> FindAsync(Guid clientId, IEnumerable<string?> names, CancellationToken cancellationToken)
    {
        var assets = await byClient.GetOrAdd(clientId, Items).GetAsync(cancellationToken);
        foreach (var name in names.OfType<string>())
        {
            if ((assets.Find(name) ?? OfLabel(assets, name)) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private LastRead<OutsideAssets> Items(Guid clientId) => new(Trust, () => OutsideAssets.ReadAsync(scopes, clientId, default), clock, time);

    private static Guid? OfLabel(OutsideAssets assets, string name) =>
        !System.Net.IPAddress.TryParse(name, out _) && name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? assets.Find(name[..dot]) : null;
}
