namespace Majordome.Probe.Contract;

/// <summary>
/// All that a probe asks of its server: the same two calls in one process or over HTTPS. Both may fail with any exception
/// while the server cannot be reached; the probe backs off, asks again and loses nothing.
/// </summary>
public interface IServerLink
{
    /// <summary>What the probe has to do; <c>null</c> when it is still what <paramref name="knownTag"/> names.</summary>
    /// <param name="knownTag"><see cref="ProbeConfiguration.Tag"/> of the configuration the probe works by, <c>null</c> at its start.</param>
    /// <param name="cancellation">Ends the asking.</param>
    Task<ProbeConfiguration?> FetchConfigurationAsync(string? knownTag, CancellationToken cancellation);

    /// <summary>
    /// Hands results over. The server answers after it has committed them; handing the same results over again changes
    /// nothing, because it keys them by (probe, epoch, sequence).
    /// </summary>
    Task<BatchAcknowledgement> SendAsync(ResultBatch batch, CancellationToken cancellation);
}
