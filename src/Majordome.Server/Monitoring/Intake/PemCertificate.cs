using System.Security.Cryptography.X509Certificates;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>The certificate of a listener with its key, in one PEM file; read again when the file changes, so that a renewal needs no restart.</summary>
public sealed class PemCertificate(string file) : IDisposable
{
    private readonly Lock gate = new();
    private X509Certificate2? read;
    private DateTime writtenAt;

    /// <summary>The certificate as the file has it now; the last one read while it cannot be read.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It never could.</exception>
    public X509Certificate2 Current()
    {
        lock (gate)
        {
            var written = File.GetLastWriteTimeUtc(file);
            if (read is null || written != writtenAt)
            {
                try
                {
                    (read, writtenAt) = (X509Certificate2.CreateFromPemFile(file), written);
                }
                catch (Exception exception) when (read is not null && exception is IOException or System.Security.Cryptography.CryptographicException)
                {
                    // Half written: the next connection looks again.
                }
            }

            return read!;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => read?.Dispose();
}
