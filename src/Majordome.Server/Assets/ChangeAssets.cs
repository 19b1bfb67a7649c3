using System.Collections.Immutable;
using Majordome.Domain;
using Majordome.Domain.Contracts;
using Majordome.Server.Assets.Public;
using Majordome.Server.Clients;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Majordome.Server.Platform.Web;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Assets;

/// <summary>What is said of an asset.</summary>
/// <param name="Name">1 to 100 characters, unique within the client.</param>
/// <param name="Class">What it is.</param>
/// <param name="Weight">What the client loses when it fails.</param>
/// <param name="SiteId">Where it stands; a site of the same client.</param>
/// <param name="Address">Host name or address that checks speak to.</param>
/// <param name="Description">What it does.</param>
public sealed record AssetForm(string Name, ItemClass Class, Impact Weight, Guid? SiteId, string? Address, string? Description);

/// <summary>Registers an asset.</summary>
[Requires(Permission.ManageEstate)]
public sealed class RegisterAsset(AppDb db, EventLog log, IClock clock)
{
    /// <summary>Registers it.</summary>
    /// <returns>Its key, or the rules of <see cref="AssetRules.CheckAsync"/>.</returns>
    public async Task<Result<Guid>> HandleAsync(Guid clientId, AssetForm form, CancellationToken cancellationToken)
    {
        if (!await db.Set<Client>().AnyAsync(c => c.Id == clientId, cancellationToken))
        {
            return Refusals.NotFound("id", clientId);
        }

        var refusals = await AssetRules.CheckAsync(db, clientId, form, except: null, cancellationToken);
        if (refusals.Length > 0)
        {
            return refusals;
        }

        var now = clock.GetCurrentInstant();
        var asset = new Asset { Id = Ids.At(now), ClientId = clientId, Name = form.Name.Trim(), Class = form.Class, Weight = form.Weight, CreatedAt = now };
        form.ApplyTo(asset);
        db.Add(asset);
        log.Record(clientId, "register-asset", "asset", asset.Id, form);
        return asset.Id;
    }
}

/// <summary>Changes an asset.</summary>
[Requires(Permission.ManageEstate)]
public sealed class ChangeAsset(AppDb db, EventLog log)
{
    /// <summary>Changes it.</summary>
    public async Task<Result<Done>> HandleAsync(Guid id, AssetForm form, int? version, CancellationToken cancellationToken)
    {
        if (await db.Set<Asset>().SingleOrDefaultAsync(a => a.Id == id, cancellationToken) is not { } asset)
        {
            return Refusals.NotFound("id", id);
        }

        var refusals = await AssetRules.CheckAsync(db, asset.ClientId, form, except: id, cancellationToken);
        if (refusals.Length > 0)
        {
            return refusals;
        }

        db.ExpectVersion(asset, version);
        form.ApplyTo(asset);
        log.Record(asset.ClientId, "change-asset", "asset", id, form);
        return Done.Value;
    }
}

/// <summary>Says that an asset is gone, or back; its history stays. Its checks are switched off with it, and switched on again by a person.</summary>
[Requires(Permission.ManageEstate)]
public sealed class RetireAsset(AppDb db, IEnumerable<IAssetEnds> ends, EventLog log, IClock clock)
{
    /// <summary>Retires it, or takes it back.</summary>
    public async Task<Result<Done>> HandleAsync(Guid id, bool retired, CancellationToken cancellationToken)
    {
        if (await db.Set<Asset>().SingleOrDefaultAsync(a => a.Id == id, cancellationToken) is not { } asset)
        {
            return Refusals.NotFound("id", id);
        }

        if (asset.RetiredAt is not null != retired)
        {
            asset.RetiredAt = retired ? clock.GetCurrentInstant() : null;
            log.Record(asset.ClientId, retired ? "retire-asset" : "take-back-asset", "asset", id);
            foreach (var end in retired ? ends : [])
            {
                await end.RetiredAsync(id, cancellationToken);
            }
        }

        return Done.Value;
    }
}

/// <summary>The rules of what is said of assets.</summary>
public static class AssetRules
{
    private const int MaxName = 100;
    private const int MaxText = 500;

    /// <summary>Refusals of an asset's form: <c>required</c>, <c>text-too-long</c>, <c>asset-name-taken</c>, <c>class-unknown</c>, <c>weight-unknown</c>, <c>site-not-of-client</c>.</summary>
    public static async Task<ImmutableArray<Refusal>> CheckAsync(AppDb db, Guid clientId, AssetForm form, Guid? except, CancellationToken cancellationToken)
    {
        var refusals = CheckShape(form).ToBuilder();
        var name = form.Name?.Trim() ?? "";
        if (name.Length > 0 && await db.Set<Asset>().AnyAsync(a => a.ClientId == clientId && a.Name == name && a.Id != except, cancellationToken))
        {
            refusals.Add(Refusal.Of("name", "asset-name-taken", name));
        }

        if (form.SiteId is { } siteId && !await db.Set<Site>().AnyAsync(s => s.Id == siteId && s.ClientId == clientId, cancellationToken))
        {
            refusals.Add(Refusal.Of("siteId", "site-not-of-client", siteId));
        }

        return refusals.ToImmutable();
    }

    /// <summary>The rules that need no database.</summary>
    public static ImmutableArray<Refusal> CheckShape(AssetForm form)
    {
        var refusals = ImmutableArray.CreateBuilder<Refusal>();
        if (string.IsNullOrWhiteSpace(form.Name))
        {
            refusals.Add(Refusal.Of("name", "required"));
        }

        foreach (var (path, text, most) in new[] { ("name", form.Name, MaxName), ("address", form.Address, MaxText), ("description", form.Description, MaxText) })
        {
            if (text?.Trim().Length > most)
            {
                refusals.Add(Refusal.Of(path, "text-too-long", text.Trim().Length, most));
            }
        }

        if (!Enum.IsDefined(form.Class))
        {
            refusals.Add(Refusal.Of("class", "class-unknown", form.Class, string.Join(", ", Enum.GetNames<ItemClass>().Select(Json.Kebab))));
        }

        if (!Enum.IsDefined(form.Weight))
        {
            refusals.Add(Refusal.Of("weight", "weight-unknown", form.Weight));
        }

        return refusals.ToImmutable();
    }

    internal static void ApplyTo(this AssetForm form, Asset asset)
    {
        asset.Name = form.Name.Trim();
        asset.Class = form.Class;
        asset.Weight = form.Weight;
        asset.SiteId = form.SiteId;
        asset.Address = string.IsNullOrWhiteSpace(form.Address) ? null : form.Address.Trim();
        asset.Description = string.IsNullOrWhiteSpace(form.Description) ? null : form.Description.Trim();
    }
}
