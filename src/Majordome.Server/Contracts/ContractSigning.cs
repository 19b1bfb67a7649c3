using System.Collections.Immutable;
using Majordome.Domain;
using Majordome.Domain.Contracts;
using Majordome.Server.Clients;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Contracts;

/// <summary>A version that was just signed.</summary>
/// <param name="Id">The contract.</param>
/// <param name="Number">0, or the number of the amendment.</param>
public sealed record SignedVersion(Guid Id, int Number);

/// <summary>
/// The one way a version comes to be: judged by the domain, written once, named in the event log. Refusals have the paths of
/// <c>{ clientId, effectiveFrom, terms }</c>.
/// </summary>
public sealed class ContractSigning(AppDb db, EstateOfClient estates, IClock clock, EventLog log)
{
    /// <summary>Signs a new contract: its version 0, effective from its first day.</summary>
    public async Task<Result<SignedVersion>> SignAsync(Guid clientId, ContractTerms terms, CancellationToken cancellationToken)
    {
        if (!await db.Set<Client>().AnyAsync(c => c.Id == clientId && c.ArchivedAt == null, cancellationToken))
        {
            return Refusals.NotFound("clientId", clientId);
        }

        if (await db.Set<Contract>().AnyAsync(c => c.ClientId == clientId && c.Reference == terms.Reference, cancellationToken))
        {
            return Refusal.Of("terms.reference", "reference-taken", terms.Reference);
        }

        var now = clock.GetCurrentInstant();
        var contract = new Contract { Id = Ids.At(now), ClientId = clientId, Reference = terms.Reference, CreatedAt = now, LastNumber = 0 };
        var version = await JudgeAsync(contract, 0, terms.Days.First, terms, cancellationToken);
        if (version.IsAccepted)
        {
            db.Add(contract);
            Write(version.Value, now, "sign-contract");
        }

        return Signed(version);
    }

    /// <summary>Signs an amendment.</summary>
    /// <param name="contract">Tracked: of two amendments at once, the second is a conflict.</param>
    /// <param name="effectiveFrom">From when it speaks.</param>
    /// <param name="terms">All it says, what it leaves as it was included.</param>
    /// <param name="action">What the event log calls it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Result<SignedVersion>> AmendAsync(
        Contract contract, LocalDate effectiveFrom, ContractTerms terms, string action, CancellationToken cancellationToken)
    {
        if (terms.Reference != contract.Reference)
        {
            return Refusal.Of("terms.reference", "reference-fixed", terms.Reference, contract.Reference);
        }

        var version = await JudgeAsync(contract, contract.LastNumber + 1, effectiveFrom, terms, cancellationToken);
        if (version.IsAccepted)
        {
            contract.LastNumber++;

            // Before the version: of two at once the second then meets the contract's changed row, which is told as a conflict.
            await db.SaveChangesAsync(cancellationToken);
            Write(version.Value, clock.GetCurrentInstant(), action);
        }

        return Signed(version);
    }

    private async Task<Result<ContractVersion>> JudgeAsync(
        Contract contract, int number, LocalDate effectiveFrom, ContractTerms terms, CancellationToken cancellationToken)
    {
        var estate = await estates.ToNameAsync(contract.ClientId, cancellationToken);
        var judged = ContractVersion.Sign(contract.Id, contract.ClientId, number, effectiveFrom, terms, estate);
        return judged.IsAccepted
            ? judged
            : judged.Refusals.Select(r => r.Path == "effectiveFrom" ? r : r.Within("terms")).ToImmutableArray();
    }

    private void Write(ContractVersion version, Instant now, string action)
    {
        var text = VersionText.Write(version.Terms);
        var hash = VersionText.Hash(version.Client, version.Contract, version.Number, version.EffectiveFrom, text);
        db.Add(new ContractVersionRow
        {
            ClientId = version.Client,
            ContractId = version.Contract,
            Number = version.Number,
            EffectiveFrom = version.EffectiveFrom,
            SignedAt = now,
            SignedBy = db.Caller.Name,
            SignedById = db.Caller.UserId,
            Terms = text,
            Hash = hash,
        });
        db.AddRange(version.Terms.Scope.Select(line => Line(version, line)));
        db.AddRange(version.Terms.Recipients.Select((recipient, position) => new ContractRecipient
        {
            ClientId = version.Client, ContractId = version.Contract, Number = version.Number, Position = position, UserId = recipient.Person,
        }));
        log.Record(version.Client, action, "contract", version.Contract, new { version.Terms.Reference, version.Number, version.EffectiveFrom, hash });
    }

    private static ContractScopeLine Line(ContractVersion version, ScopeLine line) => new()
    {
        ClientId = version.Client,
        ContractId = version.Contract,
        Number = version.Number,
        Key = line.Key,
        AssetId = (line.Target as ScopeTarget.OneItem)?.Id,
        Class = (line.Target as ScopeTarget.ClassOfItems)?.Class,
        SiteId = (line.Target as ScopeTarget.ClassOfItems)?.Site,
    };

    private static Result<SignedVersion> Signed(Result<ContractVersion> version) =>
        version.TryGet(out var signed, out var refusals) ? new SignedVersion(signed.Contract, signed.Number) : refusals;
}
