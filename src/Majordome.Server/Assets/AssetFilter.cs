using Majordome.Domain.Contracts;
using Majordome.Server.Assets.Public;
using Majordome.Server.Platform.House;

namespace Majordome.Server.Assets;

/// <summary>Which assets a list holds. The page and its export read it from the same address, so that they hold the same.</summary>
/// <param name="ClientId">Those of that client; <c>null</c>: of all.</param>
/// <param name="Class">Those of that class; <c>null</c>: of all.</param>
/// <param name="IsRetired">Those that are gone, rather than those in service.</param>
public sealed record AssetFilter(Guid? ClientId, ItemClass? Class, bool IsRetired)
{
    /// <summary>The fields of the address, and the one value of the last.</summary>
    public const string ClientField = "client", ClassField = "class", StateField = "state", Retired = "retired";

    /// <summary>What an address asks for; what it says that is no filter is passed over, and shown as none.</summary>
    public static AssetFilter Of(PageAddress address) => new(
        Guid.TryParse(address[ClientField], out var client) ? client : null,
        AssetWords.ClassOf(address[ClassField]),
        address[StateField] == Retired);

    /// <summary>The assets that pass.</summary>
    public IQueryable<Asset> Apply(IQueryable<Asset> assets)
    {
        var (clientId, itemClass, isRetired) = this;
        return assets.Where(a => (a.RetiredAt != null) == isRetired && (clientId == null || a.ClientId == clientId) && (itemClass == null || a.Class == itemClass));
    }
}
