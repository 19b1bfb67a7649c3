using Majordome.Domain;
using Majordome.Domain.Contracts;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Contracts;

/// <summary>A suspension.</summary>
/// <param name="Id">Of which contract.</param>
/// <param name="From">Its first day, today or later in the contract's zone.</param>
/// <param name="To">Its last day; <c>null</c>: until the contract is resumed, or ends.</param>
/// <param name="Reason">Why, for who reads the contract later.</param>
public sealed record ContractSuspension(Guid Id, LocalDate From, LocalDate? To, string? Reason);

/// <summary>Suspends a contract: an amendment that adds a suspension to what the contract says.</summary>
[Requires(Permission.ManageContracts)]
public sealed class SuspendContract(AppDb db, ContractHistories histories, ContractSigning signing, IClock clock)
{
    /// <summary>Suspends, or refuses: no such contract, a day in the past, days outside the contract or suspended already.</summary>
    public async Task<Result<SignedVersion>> HandleAsync(ContractSuspension suspension, CancellationToken cancellationToken)
    {
        var contract = await db.Set<Contract>().SingleOrDefaultAsync(c => c.Id == suspension.Id, cancellationToken);
        if (contract is null)
        {
            return Refusals.NotFound("id", suspension.Id);
        }

        var last = (await histories.FindAsync(contract.Id, cancellationToken))!.Versions[^1];
        var refusal = SuspensionDays.Check(last, suspension.From, clock.GetCurrentInstant());
        if (refusal is not null)
        {
            return refusal;
        }

        var added = new Suspension(new(suspension.From, suspension.To), string.IsNullOrWhiteSpace(suspension.Reason) ? null : suspension.Reason.Trim());
        var terms = last.Terms with { Suspensions = last.Terms.Suspensions.Add(added) };
        var signed = await signing.AmendAsync(contract, suspension.From, terms, "suspend-contract", cancellationToken);
        return SuspensionDays.InForm(signed);
    }
}

/// <summary>The end of a suspension.</summary>
/// <param name="Id">Of which contract.</param>
/// <param name="From">The first day on which it covers again, today or later in the contract's zone.</param>
public sealed record ContractResumption(Guid Id, LocalDate From);

/// <summary>Resumes a suspended contract: an amendment that ends the suspension of that day the day before.</summary>
[Requires(Permission.ManageContracts)]
public sealed class ResumeContract(AppDb db, ContractHistories histories, ContractSigning signing, IClock clock)
{
    /// <summary>Resumes, or refuses: no such contract, a day in the past, a day on which it is not suspended.</summary>
    public async Task<Result<SignedVersion>> HandleAsync(ContractResumption resumption, CancellationToken cancellationToken)
    {
        var contract = await db.Set<Contract>().SingleOrDefaultAsync(c => c.Id == resumption.Id, cancellationToken);
        if (contract is null)
        {
            return Refusals.NotFound("id", resumption.Id);
        }

        var last = (await histories.FindAsync(contract.Id, cancellationToken))!.Versions[^1];
        var refusal = SuspensionDays.Check(last, resumption.From, clock.GetCurrentInstant());
        if (refusal is not null)
        {
            return refusal;
        }

        var running = last.Terms.Suspensions.FirstOrDefault(s => s.Days.Contains(resumption.From));
        if (running is null)
        {
            return Refusal.Of("from", "not-suspended", resumption.From);
        }

        var others = last.Terms.Suspensions.Remove(running);
        var terms = last.Terms with
        {
            Suspensions = running.Days.First == resumption.From
                ? others
                : others.Add(running with { Days = running.Days with { Last = resumption.From.PlusDays(-1) } }),
        };
        return SuspensionDays.InForm(await signing.AmendAsync(contract, resumption.From, terms, "resume-contract", cancellationToken));
    }
}

/// <summary>What suspending and resuming have in common.</summary>
internal static class SuspensionDays
{
    /// <summary>
    /// Why a day cannot be the first of a suspension or of what follows it: it is past, and what was promised then stays; or a later
    /// amendment is signed already, which these terms would undo.
    /// </summary>
    public static Refusal? Check(ContractVersion last, LocalDate from, Instant now)
    {
        var today = now.InZone(last.Zone).Date;
        return from < today ? Refusal.Of("from", "day-past", from, today)
            : from < last.EffectiveFrom ? Refusal.Of("from", "before-last-amendment", from, last.EffectiveFrom)
            : null;
    }

    /// <summary>The refusals of an amendment, at the fields of these forms.</summary>
    public static Result<SignedVersion> InForm(Result<SignedVersion> signed) => signed.TryGet(out var version, out var refusals)
        ? version
        : System.Collections.Immutable.ImmutableArray.CreateRange(refusals, r => r with { Path = r.Path.EndsWith(".last", StringComparison.Ordinal) ? "to" : "from" });
}
