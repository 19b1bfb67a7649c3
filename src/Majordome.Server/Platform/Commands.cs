using System.Data;
using System.Diagnostics.Metrics;
using System.Reflection;
using Majordome.Domain;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Metrics;
using Majordome.Server.Platform.Outbox;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Majordome.Server.Platform;

/// <summary>The permission a command needs. Every command handler carries one.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequiresAttribute(Permission permission) : Attribute
{
    /// <summary>Which.</summary>
    public Permission Permission => permission;

    /// <summary>Whether it must be held on all clients: what concerns the provider as a whole, or creates a client.</summary>
    public bool Everywhere { get; init; }

    /// <summary>Why the command leaves no trace in the event log; <c>null</c>: it must leave one.</summary>
    public string? Untraced { get; init; }
}

/// <summary>A command that anybody may run because it identifies its caller itself: first administrator, sign-in.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RunsForNobodyAttribute : Attribute;

/// <summary>A command that anybody who is identified may run on what is their own: their account.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RunsForSignedInAttribute : Attribute;

/// <summary>
/// The one way to change data. Opens a scope, a database context and a transaction for one command; checks its permission; runs
/// it; then commits data, outbox and event log together, or nothing. After the commit, wakes who delivers and who shows.
/// </summary>
public sealed class Commands(IServiceScopeFactory scopes, OutboxSignal outbox, LiveFeed live, TimeProvider time)
{
    // A race lost three times in a row is no accident: somebody is told.
    private const int MostAttempts = 3;

    private static readonly Meter Meter = new(MetricsRegistry.MeterName);

    private static readonly Histogram<double> Durations =
        Meter.CreateHistogram<double>("majordome.command.duration", "s", "Time a command took, its commit included, by command and outcome.");

    /// <summary>Runs one command.</summary>
    /// <typeparam name="THandler">The slice's handler: a class with <see cref="RequiresAttribute"/>, made for this run.</typeparam>
    /// <typeparam name="T">What it gives.</typeparam>
    /// <param name="caller">Who asks.</param>
    /// <param name="act">The call of the handler; called again on a handler of its own when another change came in between. Refusals it returns undo everything.</param>
    /// <param name="cancellationToken">Until the commit; what was committed stays.</param>
    public async Task<Result<T>> RunAsync<THandler, T>(Caller caller, Func<THandler, Task<Result<T>>> act, CancellationToken cancellationToken)
        where THandler : class
        where T : notnull
    {
        var requires = typeof(THandler).GetCustomAttribute<RequiresAttribute>();
        var isOwn = typeof(THandler).GetCustomAttribute<RunsForSignedInAttribute>() is not null;
        if (requires is null && !isOwn && typeof(THandler).GetCustomAttribute<RunsForNobodyAttribute>() is null)
        {
            throw new InvalidOperationException($"{typeof(THandler).Name} does not say which permission it requires.");
        }

        if (isOwn && caller.UserId is null)
        {
            return Refusals.Forbidden("sign-in");
        }

        if (requires is not null && !(requires.Everywhere ? caller.MayEverywhere(requires.Permission) : caller.May(requires.Permission)))
        {
            return Refusals.Forbidden(requires.Permission);
        }

        var started = time.GetTimestamp();
        var result = await RunToTheEndAsync(caller, requires, act, cancellationToken);
        Durations.Record(
            time.GetElapsedTime(started).TotalSeconds,
            new("command", Json.Kebab(typeof(THandler).Name)),
            new("outcome", result.IsAccepted ? "accepted" : result.Refusals[0].Rule is Refusals.ConflictRule ? "conflict" : "refused"));
        return result;
    }

    // Who lost a race (a result of monitoring came in meanwhile) begins again on what there is now; who read a version that is gone finds it
    // gone each time, and is told.
    private async Task<Result<T>> RunToTheEndAsync<THandler, T>(
        Caller caller, RequiresAttribute? requires, Func<THandler, Task<Result<T>>> act, CancellationToken cancellationToken)
        where THandler : class
        where T : notnull
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await RunOnceAsync(caller, requires, act, cancellationToken);
            }
            catch (Exception exception) when (IsLostRace(exception))
            {
                if (attempt == MostAttempts)
                {
                    return Refusals.Conflict();
                }
            }
        }
    }

    // PostgreSQL ends one of two transactions that wait for each other, and refuses the second of two that make the same at once, which will find the
    // first one's when it looks again; SQLite has one writer and knows no such thing.
    private static bool IsLostRace(Exception exception) =>
        exception is DbUpdateConcurrencyException
        || exception.OfDatabase() is PostgresException
        {
            SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.UniqueViolation,
        };

    private async Task<Result<T>> RunOnceAsync<THandler, T>(
        Caller caller, RequiresAttribute? requires, Func<THandler, Task<Result<T>>> act, CancellationToken cancellationToken)
        where THandler : class
        where T : notnull
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerContext>().Caller = caller;
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        db.WritingUnder = requires?.Permission;
        var handler = ActivatorUtilities.GetServiceOrCreateInstance<THandler>(scope.ServiceProvider);
        var log = scope.ServiceProvider.GetRequiredService<EventLog>();
        Result<T> result;
        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
            result = await act(handler);
            if (!result.IsAccepted)
            {
                return result;
            }

            if (await db.SaveChangesAsync(cancellationToken) > 0 && !log.HasRecords && requires?.Untraced is null)
            {
                throw new InvalidOperationException($"{typeof(THandler).Name} changed data without a trace in the event log.");
            }

            await log.AppendAsync(db, transaction.GetDbTransaction(), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            log.Anchor();
        }
        catch (ForbiddenWriteException exception)
        {
            return Refusals.Forbidden(exception.Message);
        }

        outbox.Wake();
        live.Tell(log.Touched);
        return result;
    }
}
