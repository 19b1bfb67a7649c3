namespace Majordome.Domain.Contracts;

/// <summary>What a configuration item is, as the estate of a managed client has them.</summary>
public enum ItemClass
{
    /// <summary>A desktop or laptop computer.</summary>
    Workstation = 1,

    /// <summary>A telephone or tablet.</summary>
    Mobile,

    /// <summary>A printer, a scanner, a label printer.</summary>
    Printer,

    /// <summary>A server, physical or virtual, on premises or rented.</summary>
    Server,

    /// <summary>A host of virtual machines.</summary>
    Hypervisor,

    /// <summary>A SAN array, a NAS, an object store.</summary>
    Storage,

    /// <summary>A tape library, a backup server or repository.</summary>
    Backup,

    /// <summary>A switch, a router, an access point, an operator's line.</summary>
    Network,

    /// <summary>A firewall, a VPN gateway, a filter.</summary>
    Security,

    /// <summary>A telephone exchange.</summary>
    Telephony,

    /// <summary>An uninterruptible power supply.</summary>
    Ups,

    /// <summary>A business application.</summary>
    Application,

    /// <summary>A database.</summary>
    Database,

    /// <summary>A web site or a service offered over HTTP.</summary>
    Website,

    /// <summary>A mail domain or a mail service.</summary>
    Mail,
}

/// <summary>What a level of service is derived from.</summary>
public enum ItemFamily
{
    /// <summary>What a person has in hand or beside the desk.</summary>
    Workstation = 1,

    /// <summary>What applications run on.</summary>
    Infrastructure,

    /// <summary>What the work is done with.</summary>
    Application,
}

/// <summary>Questions to a class of items.</summary>
public static class ItemClasses
{
    /// <summary>The family of a class.</summary>
    public static ItemFamily Family(this ItemClass itemClass) => itemClass switch
    {
        ItemClass.Workstation or ItemClass.Mobile or ItemClass.Printer => ItemFamily.Workstation,
        ItemClass.Server or ItemClass.Hypervisor or ItemClass.Storage or ItemClass.Backup or ItemClass.Network
            or ItemClass.Security or ItemClass.Telephony or ItemClass.Ups => ItemFamily.Infrastructure,
        ItemClass.Application or ItemClass.Database or ItemClass.Website or ItemClass.Mail => ItemFamily.Application,
        _ => throw new ArgumentOutOfRangeException(nameof(itemClass), itemClass, null),
    };
}
