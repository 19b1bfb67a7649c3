using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Majordome.Server.Platform.Identity;

/// <summary>
/// Protects what must be kept and never shown: passwords and keys. One per scope, made before the command's transaction begins: the
/// first use reads the key ring, and may write a new key to it by a connection of its own, which on SQLite would wait for the
/// running command.
/// </summary>
public abstract class KeptSecrets
{
    private readonly IDataProtector protector;

    /// <summary>Makes sure that there is a key.</summary>
    /// <param name="protection">The key ring.</param>
    /// <param name="purpose">What is kept, with its version: what is protected for one purpose is not read for another.</param>
    protected KeptSecrets(IDataProtectionProvider protection, string purpose)
    {
        protector = protection.CreateProtector(purpose);
        _ = protector.Protect([]);
    }

    /// <summary>Makes it unreadable without the key ring.</summary>
    public string Protect(string secret) => protector.Protect(secret);

    /// <summary>Reads it back; <c>null</c> when there is none, or the key ring no longer holds its key.</summary>
    public string? Read(string? kept)
    {
        try
        {
            return kept is null ? null : protector.Unprotect(kept);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}

/// <summary>Of accounts: what opens their second factor.</summary>
public sealed class AccountSecrets(IDataProtectionProvider protection) : KeptSecrets(protection, "Majordome.Identity.Accounts.v1");
