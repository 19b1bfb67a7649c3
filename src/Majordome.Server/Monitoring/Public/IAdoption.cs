namespace Majordome.Server.Monitoring.Public;

/// <summary>Whether the machine the server runs on waits to be adopted: for the first page a newcomer sees.</summary>
public interface IAdoption
{
    /// <summary>Where it is accepted.</summary>
    const string Url = "/monitoring/adopt";

    /// <summary>Whether nothing is watched yet and the machine may be accepted.</summary>
    Task<bool> IsOfferedAsync(CancellationToken cancellationToken);
}
