using System.Collections.Frozen;

namespace Majordome.Server.Platform.Identity;

/// <summary>What a person does for the provider, or that they belong to a client.</summary>
public enum Role
{
    /// <summary>N1: registers calls, mails and tickets, solves or escalates.</summary>
    Technician,

    /// <summary>N2/N3: solves, changes, maintains.</summary>
    Engineer,

    /// <summary>Acknowledges, acts and hands over, at night, on a phone.</summary>
    OnCall,

    /// <summary>Holds contracts, reviews and committees of their clients.</summary>
    DeliveryManager,

    /// <summary>Prospects: audit, level, estimate, contract.</summary>
    Sales,

    /// <summary>Users, price book, channels, probes; everything but secrets.</summary>
    Administrator,

    /// <summary>A client's own contact: sees their company only.</summary>
    ClientContact,
}

/// <summary>What may be done. A command names the one it needs; a role gives several.</summary>
public enum Permission
{
    /// <summary>Read the desk and the estate: tickets, alerts, assets, contracts' coverage.</summary>
    ReadDesk,

    /// <summary>Register, take, answer, pause, restore and resolve tickets; acknowledge alerts.</summary>
    WorkTickets,

    /// <summary>Create and change assets, checks, silences.</summary>
    ManageEstate,

    /// <summary>Create and change clients, sites and contacts.</summary>
    ManageClients,

    /// <summary>Write and sign contracts.</summary>
    ManageContracts,

    /// <summary>Compute and freeze service reviews.</summary>
    ManageReviews,

    /// <summary>Users, their roles and tokens of others.</summary>
    ManageUsers,

    /// <summary>Provider settings, mail, webhooks, probes, dead letters.</summary>
    ManageChannels,

    /// <summary>As a client's contact: read one's own status, tickets and reviews.</summary>
    ReadOwn,

    /// <summary>As a client's contact: open a request and answer in it.</summary>
    Ask,
}

/// <summary>Which role gives which permission (product rule: «Who uses it»).</summary>
public static class RolePermissions
{
    private static readonly Permission[] Staff = [Permission.ReadDesk, Permission.WorkTickets];

    private static readonly FrozenDictionary<Role, FrozenSet<Permission>> Granted = new Dictionary<Role, Permission[]>
    {
        [Role.Technician] = Staff,
        [Role.Engineer] = [.. Staff, Permission.ManageEstate],
        [Role.OnCall] = Staff,
        [Role.DeliveryManager] =
            [.. Staff, Permission.ManageEstate, Permission.ManageClients, Permission.ManageContracts, Permission.ManageReviews],
        [Role.Sales] = [Permission.ReadDesk, Permission.ManageClients, Permission.ManageContracts],
        [Role.Administrator] =
        [
            .. Staff, Permission.ManageEstate, Permission.ManageClients, Permission.ManageContracts, Permission.ManageReviews,
            Permission.ManageUsers, Permission.ManageChannels,
        ],
        [Role.ClientContact] = [Permission.ReadOwn, Permission.Ask],
    }.ToFrozenDictionary(granted => granted.Key, granted => granted.Value.ToFrozenSet());

    /// <summary>Whether the role gives the permission.</summary>
    public static bool Gives(this Role role, Permission permission) => Granted[role].Contains(permission);
}
