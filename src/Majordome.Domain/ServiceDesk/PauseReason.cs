using System.Collections.Immutable;

namespace Majordome.Domain.ServiceDesk;

/// <summary>What may pause the GTR, and nothing else may: waiting for a supplier, for one, never does (product rule, 'Clock').</summary>
public enum PauseReason
{
    /// <summary>The client's answer is awaited: <c>waiting-for-client</c>.</summary>
    WaitingForClient,

    /// <summary>The client has to give access: <c>waiting-for-access</c>.</summary>
    WaitingForAccess,

    /// <summary>The client asked for a date: <c>date-asked-by-client</c>.</summary>
    DateAskedByClient,

    /// <summary>Maintenance agreed with the client: <c>agreed-maintenance</c>.</summary>
    AgreedMaintenance,
}

/// <summary>The names under which pause reasons are written and stored.</summary>
public static class PauseReasons
{
    private static readonly ImmutableArray<string> Codes =
        ["waiting-for-client", "waiting-for-access", "date-asked-by-client", "agreed-maintenance"];

    /// <summary>The name of a reason, in kebab case.</summary>
    public static string Code(this PauseReason reason) => Codes[(int)reason];

    /// <summary>The reason of a name.</summary>
    /// <returns>The reason, or the refusal <c>pause-reason-unknown</c> with an empty path.</returns>
    public static Result<PauseReason> Find(string code) =>
        Codes.IndexOf(code) is >= 0 and var index ? (PauseReason)index : Refusal.Of("", "pause-reason-unknown", code);
}
