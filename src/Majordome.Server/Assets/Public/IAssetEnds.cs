namespace Majordome.Server.Assets.Public;

/// <summary>What else ends with the service of an asset. Asked within the command that retires it, and its transaction.</summary>
public interface IAssetEnds
{
    /// <summary>The asset is retired.</summary>
    Task RetiredAsync(Guid assetId, CancellationToken cancellationToken);
}
