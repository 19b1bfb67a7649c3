using System.Xml.Linq;
using Majordome.Server.Platform.Persistence;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Majordome.Server.Platform.Identity;

/// <summary>A key that protects cookies and stored secrets. In the database, so that a backup holds it and every server reads it.</summary>
public sealed class ProtectionKey
{
    /// <summary>The key's own name.</summary>
    public required string Id { get; init; }

    /// <summary>The key, as the framework writes it.</summary>
    public required string Xml { get; init; }
}

/// <summary>Maps the key ring.</summary>
public sealed class KeyRingTables : IMapTables
{
    /// <inheritdoc/>
    public void Map(ModelBuilder model) => model.Entity<ProtectionKey>(key => key.ToTable("ProtectionKeys").HasKey(k => k.Id));
}

/// <summary>Keeps the key ring in the database.</summary>
public sealed class DatabaseKeyRing(IServiceScopeFactory scopes) : IXmlRepository, IConfigureOptions<KeyManagementOptions>
{
    /// <inheritdoc/>
    public void Configure(KeyManagementOptions options) => options.XmlRepository = this;

    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var scope = scopes.CreateScope();
        var keys = scope.ServiceProvider.GetRequiredService<AppDb>().Set<ProtectionKey>().AsNoTracking().ToList();
        return [.. keys.Select(k => XElement.Parse(k.Xml))];
    }

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName)
    {
        using var scope = scopes.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        db.Add(new ProtectionKey { Id = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting) });
        db.SaveChanges();
    }
}
