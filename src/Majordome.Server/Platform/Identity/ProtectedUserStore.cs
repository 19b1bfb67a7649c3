using Majordome.Server.Platform.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;

namespace Majordome.Server.Platform.Identity;

/// <summary>
/// The framework's store of users, except that what it keeps of a second factor (the application's key, recovery codes, the last code)
/// cannot be read in the database: it writes them plain.
/// </summary>
public sealed class ProtectedUserStore(AppDb db, AccountSecrets secrets, IdentityErrorDescriber describer)
    : UserOnlyStore<User, AppDb, Guid, IdentityUserClaim<Guid>, IdentityUserLogin<Guid>, IdentityUserToken<Guid>, IdentityUserPasskey<Guid>>(db, describer)
{
    /// <inheritdoc/>
    public override Task SetTokenAsync(User user, string loginProvider, string name, string? value, CancellationToken cancellationToken) =>
        base.SetTokenAsync(user, loginProvider, name, value is null ? null : secrets.Protect(value), cancellationToken);

    /// <inheritdoc/>
    public override async Task<string?> GetTokenAsync(User user, string loginProvider, string name, CancellationToken cancellationToken) =>
        secrets.Read(await base.GetTokenAsync(user, loginProvider, name, cancellationToken));
}
