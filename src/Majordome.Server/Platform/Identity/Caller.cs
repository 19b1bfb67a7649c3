using System.Collections.Immutable;

namespace Majordome.Server.Platform.Identity;

/// <summary>A role held on one client, or on all of them.</summary>
/// <param name="Role">The role.</param>
/// <param name="ClientId">On which client; <c>null</c>: on all clients, present and future.</param>
public readonly record struct Grant(Role Role, Guid? ClientId);

/// <summary>Who asks, and what they may see and do. Every read and every command has one.</summary>
public sealed class Caller
{
    private readonly ImmutableArray<Grant> grants;
    private readonly ImmutableHashSet<Permission>? tokenScopes;
    private readonly bool isProgram;

    private Caller(Guid? userId, string name, ImmutableArray<Grant> grants, Guid? clientId, ImmutableHashSet<Permission>? tokenScopes, bool isProgram)
    {
        UserId = userId;
        Name = name;
        ClientId = clientId;
        this.grants = grants;
        this.tokenScopes = tokenScopes;
        this.isProgram = isProgram;
        SeesAllClients = isProgram || (clientId is null && grants.Any(g => g.ClientId is null));
        VisibleClients = SeesAllClients ? [] : clientId is { } own ? [own] : [.. grants.Select(g => g.ClientId!.Value).Distinct()];
    }

    /// <summary>Nobody: sees nothing, may do nothing.</summary>
    public static Caller Nobody { get; } = new(null, "nobody", [], null, null, isProgram: false);

    /// <summary>The person; <c>null</c> for the program itself and for nobody.</summary>
    public Guid? UserId { get; }

    /// <summary>How the event log names them: an e-mail address, or the part of the program that acts (<c>majordome:monitoring</c>).</summary>
    public string Name { get; }

    /// <summary>The client whose contact this is; <c>null</c> for the provider's own people.</summary>
    public Guid? ClientId { get; }

    /// <summary>Whether anybody was identified.</summary>
    public bool IsKnown => isProgram || UserId is not null;

    /// <summary>Whether this is one of the provider's people (or the program).</summary>
    public bool IsStaff => isProgram || (UserId is not null && ClientId is null);

    /// <summary>Whether every client is visible.</summary>
    public bool SeesAllClients { get; }

    /// <summary>The visible clients when not all are.</summary>
    public IReadOnlyList<Guid> VisibleClients { get; }

    /// <summary>The program acting on its own: timers, the probe's results, deliveries.</summary>
    public static Caller Program(string part) => new(null, $"majordome:{part}", [], null, null, isProgram: true);

    /// <summary>A person.</summary>
    /// <param name="userId">Who.</param>
    /// <param name="name">Their e-mail address.</param>
    /// <param name="clientId">The client whose contact they are, or <c>null</c>.</param>
    /// <param name="grants">The roles they hold.</param>
    /// <param name="tokenScopes">What the API token they came with is limited to; <c>null</c>: no limit.</param>
    public static Caller Person(Guid userId, string name, Guid? clientId, IEnumerable<Grant> grants, ImmutableHashSet<Permission>? tokenScopes = null) =>
        new(userId, name, [.. grants.Where(g => clientId is null || g.ClientId == clientId)], clientId, tokenScopes, isProgram: false);

    /// <summary>Whether the permission is held on that client.</summary>
    public bool May(Permission permission, Guid clientId) =>
        isProgram || (InScope(permission) && grants.Any(g => (g.ClientId is null || g.ClientId == clientId) && g.Role.Gives(permission)));

    /// <summary>Whether the permission is held on any client at all: the gate of a page or a command, before its object is known.</summary>
    public bool May(Permission permission) => isProgram || (InScope(permission) && grants.Any(g => g.Role.Gives(permission)));

    /// <summary>Whether the permission is held on all clients: what concerns the provider as a whole.</summary>
    public bool MayEverywhere(Permission permission) =>
        isProgram || (InScope(permission) && grants.Any(g => g.ClientId is null && g.Role.Gives(permission)));

    /// <summary>The clients on which the permission is held; <c>null</c>: all of them.</summary>
    public IReadOnlyList<Guid>? ClientsWith(Permission permission) =>
        MayEverywhere(permission) ? null
        : InScope(permission) ? [.. grants.Where(g => g.ClientId is not null && g.Role.Gives(permission)).Select(g => g.ClientId!.Value).Distinct()]
        : [];

    /// <summary>Whether the role is held on any client.</summary>
    public bool Holds(Role role) => grants.Any(g => g.Role == role);

    /// <summary>Whether they came with a token that is limited to some permissions.</summary>
    public bool IsLimited => tokenScopes is not null;

    private bool InScope(Permission permission) => tokenScopes is null || tokenScopes.Contains(permission);
}

/// <summary>Holds the caller of the current scope (one HTTP request, one command). Starts as nobody.</summary>
public sealed class CallerContext
{
    /// <summary>Who asks.</summary>
    public Caller Caller { get; set; } = Caller.Nobody;

    /// <summary>How they read.</summary>
    public Viewer Viewer { get; set; } = Viewer.Nobody;

    /// <summary>Whether the provider wants a second factor of them, and they signed in by a password alone because they have none yet.</summary>
    public bool OwesSecondFactor { get; set; }
}
