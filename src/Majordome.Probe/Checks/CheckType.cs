using System.Collections.Immutable;
using Majordome.Domain;

namespace Majordome.Probe.Checks;

/// <summary>A type of check: its name, its parameters, and how a definition becomes something that runs.</summary>
public abstract class CheckType
{
    /// <summary>Name in the catalogue, in kebab case.</summary>
    public abstract string Name { get; }

    /// <summary>Whether it looks at the machine that the probe runs on, whatever its item is.</summary>
    public virtual bool IsLocal => false;

    /// <summary>Every parameter it knows.</summary>
    public abstract ImmutableArray<CheckParameter> Parameters { get; }

    /// <summary>
    /// Reads a definition once, so that runs do not; refuses it with every reason (<see cref="ParameterReader"/>; <c>target-…</c> for the target).
    /// </summary>
    public Result<PreparedCheck> Prepare(string target, IReadOnlyDictionary<string, string> parameters)
    {
        var reader = new ParameterReader(Parameters, target, parameters);
        var check = Prepare(reader);
        var refusals = reader.Refusals;
        if (refusals.IsEmpty && check is not null)
        {
            return check;
        }

        check?.Dispose();
        return refusals;
    }

    /// <summary>Whether it knows the parameter, as a secret.</summary>
    public bool IsSecret(string parameter) => Parameters.Any(p => p.Kind is ParameterKind.Secret && p.Name == parameter);

    /// <summary>Reads a definition; <c>null</c> only when something was refused.</summary>
    protected abstract PreparedCheck? Prepare(ParameterReader definition);
}

/// <summary>A check that is ready to run, any number of times, never twice at once.</summary>
public abstract class PreparedCheck : IDisposable
{
    /// <summary>Whether a run starts another program, of which fewer may be at work at once than of conversations.</summary>
    public virtual bool StartsProcess => false;

    /// <summary>Whom it speaks to, so that nobody is stormed; empty for nobody in particular.</summary>
    public virtual string Peer => "";

    /// <summary>Runs once.</summary>
    /// <param name="deadline">
    /// Cancelled when the time-out is over: the run then releases all it holds (sockets, processes) and ends with
    /// <see cref="OperationCanceledException"/>, or with what it knows by then.
    /// </param>
    public abstract Task<CheckOutcome> RunAsync(CancellationToken deadline);

    /// <summary>What a run is worth that had no result when its time was over. By default critical: whoever should have answered did not.</summary>
    public virtual CheckOutcome TimedOut(TimeSpan limit) => CheckOutcome.Critical(FormattableString.Invariant($"no answer within {limit.TotalSeconds:0.###} s"));

    /// <summary>Releases what is held between runs.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what is held between runs.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
