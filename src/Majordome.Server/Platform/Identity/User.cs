using Majordome.Server.Platform.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Platform.Identity;

/// <summary>A person who signs in: one of the provider's, or a client's contact.</summary>
public sealed class User : IdentityUser<Guid>
{
    /// <summary>How they are called: « Nadia Benali ».</summary>
    public required string DisplayName { get; set; }

    /// <summary>The client whose contact they are; <c>null</c> for the provider's people. Never changes.</summary>
    public Guid? ClientId { get; init; }

    /// <summary>The language of their pages and mails: <c>fr</c> or <c>en</c>.</summary>
    public string Language { get; set; } = "fr";

    /// <summary>The IANA zone their pages are written in.</summary>
    public string Zone { get; set; } = "Europe/Paris";

    /// <summary><c>light</c>, <c>dark</c> or <c>auto</c> (follows the system).</summary>
    public string Theme { get; set; } = "auto";

    /// <summary>Whether the single-letter keys work (WCAG 2.1.4).</summary>
    public bool LetterKeys { get; set; } = true;

    /// <summary>When the account was made.</summary>
    public Instant CreatedAt { get; init; }

    /// <summary>Since when they may no longer sign in; <c>null</c>: they may.</summary>
    public Instant? DisabledAt { get; set; }

    /// <summary>The roles they hold.</summary>
    public ICollection<UserGrant> Grants { get; } = [];
}

/// <summary>A role held by a user, on one client or on all.</summary>
public sealed class UserGrant
{
    /// <summary>Key.</summary>
    public required Guid Id { get; init; }

    /// <summary>Who holds it.</summary>
    public required Guid UserId { get; init; }

    /// <summary>Which role.</summary>
    public required Role Role { get; init; }

    /// <summary>On which client; <c>null</c>: on all.</summary>
    public Guid? ClientId { get; init; }
}

/// <summary>A key to the API, for a person's scripts: shown once, kept as its SHA-256.</summary>
public sealed class ApiToken
{
    /// <summary>Key.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whose rights it carries.</summary>
    public required Guid UserId { get; init; }

    /// <summary>What it is for, in the person's words.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of the token, in lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The permissions it is limited to, comma-separated; <c>all</c>: those of the person.</summary>
    public required string Scopes { get; init; }

    /// <summary>When it was made.</summary>
    public required Instant CreatedAt { get; init; }

    /// <summary>When it stops working; <c>null</c>: never.</summary>
    public Instant? ExpiresAt { get; init; }

    /// <summary>Since when it no longer works.</summary>
    public Instant? RevokedAt { get; set; }
}

/// <summary>The link that creates the first administrator: works once, for an hour.</summary>
public sealed class SetupLink
{
    /// <summary>Key.</summary>
    public required Guid Id { get; init; }

    /// <summary>SHA-256 of its secret, in lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>When it stops working.</summary>
    public required Instant ExpiresAt { get; init; }

    /// <summary>When it was used.</summary>
    public Instant? UsedAt { get; set; }
}

/// <summary>A link handed to a person so that they choose their password: works once, for three days.</summary>
public sealed class UserLink
{
    /// <summary>Key.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whose password it sets.</summary>
    public required Guid UserId { get; init; }

    /// <summary>SHA-256 of its secret, in lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>When it stops working.</summary>
    public required Instant ExpiresAt { get; init; }

    /// <summary>When it was used.</summary>
    public Instant? UsedAt { get; set; }
}

/// <summary>The provider: one row.</summary>
public sealed class Provider : IVersioned
{
    /// <summary>The one key.</summary>
    public const int TheOne = 1;

    /// <summary>Always <see cref="TheOne"/>.</summary>
    public int Id { get; init; } = TheOne;

    /// <summary>The company's name, on every page and in every mail.</summary>
    public required string Name { get; set; }

    /// <summary>Default language: <c>fr</c> or <c>en</c>.</summary>
    public required string Language { get; set; }

    /// <summary>Default IANA zone.</summary>
    public required string Zone { get; set; }

    /// <summary>Where clients call the desk, as they dial it; <c>null</c>: nowhere.</summary>
    public string? Phone { get; set; }

    /// <summary>When the desk answers, in words: « du lundi au vendredi, de 8 h à 19 h ».</summary>
    public string? DeskHours { get; set; }

    /// <summary>Whether the provider's people must have a second factor. Default no.</summary>
    public bool SecondFactorRequired { get; set; }

    /// <inheritdoc/>
    public int Version { get; set; }
}

/// <summary>Maps users, grants, tokens and the provider.</summary>
public sealed class IdentityTables : IMapTables
{
    /// <inheritdoc/>
    public void Map(ModelBuilder model)
    {
        model.Entity<User>(user =>
        {
            user.Property(u => u.DisplayName).HasMaxLength(200);
            user.HasMany(u => u.Grants).WithOne().HasForeignKey(g => g.UserId);
        });
        model.Entity<UserGrant>(grant =>
        {
            grant.ToTable("UserGrants");
            grant.Property(g => g.Id).ValueGeneratedNever();
            grant.HasIndex(g => new { g.UserId, g.Role, g.ClientId }).IsUnique();
        });
        model.Entity<ApiToken>(token =>
        {
            token.ToTable("ApiTokens");
            token.Property(t => t.Id).ValueGeneratedNever();
            token.HasIndex(t => t.Sha256).IsUnique();
            token.HasOne<User>().WithMany().HasForeignKey(t => t.UserId);
        });
        model.Entity<SetupLink>(link =>
        {
            link.ToTable("SetupLinks");
            link.Property(l => l.Id).ValueGeneratedNever();
        });
        model.Entity<UserLink>(link =>
        {
            link.ToTable("UserLinks");
            link.Property(l => l.Id).ValueGeneratedNever();
            link.HasIndex(l => l.Sha256).IsUnique();
            link.HasOne<User>().WithMany().HasForeignKey(l => l.UserId);
        });
        model.Entity<Provider>(provider =>
        {
            provider.ToTable("Provider");
            provider.Property(p => p.Id).ValueGeneratedNever();
            provider.Property(p => p.Phone).HasMaxLength(50);
            provider.Property(p => p.DeskHours).HasMaxLength(200);
        });
    }
}
