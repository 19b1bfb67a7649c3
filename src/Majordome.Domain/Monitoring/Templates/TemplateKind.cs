using Majordome.Domain.Contracts;

namespace Majordome.Domain.Monitoring.Templates;

/// <summary>The kinds of items that templates are written for.</summary>
public enum TemplateKind
{
    /// <summary>A machine under Linux.</summary>
    Linux = 1,

    /// <summary>A machine under Windows.</summary>
    Windows,

    /// <summary>A switch, a router, an access point.</summary>
    Switch,

    /// <summary>A firewall.</summary>
    Firewall,

    /// <summary>A host of virtual machines.</summary>
    Hypervisor,

    /// <summary>A storage array, a NAS.</summary>
    Storage,

    /// <summary>An uninterruptible power supply.</summary>
    Ups,

    /// <summary>A printer.</summary>
    Printer,

    /// <summary>A web site.</summary>
    Website,

    /// <summary>A mail domain.</summary>
    MailDomain,

    /// <summary>A database.</summary>
    Database,
}

/// <summary>Questions to a kind of item.</summary>
public static class TemplateKinds
{
    /// <summary>Whether templates of the kind are offered first for items of the class.</summary>
    public static bool Suits(this TemplateKind kind, ItemClass itemClass) => kind switch
    {
        TemplateKind.Linux => itemClass is ItemClass.Server or ItemClass.Backup or ItemClass.Application or ItemClass.Telephony,
        TemplateKind.Windows => itemClass is ItemClass.Server or ItemClass.Workstation or ItemClass.Backup or ItemClass.Application,
        TemplateKind.Switch => itemClass is ItemClass.Network,
        TemplateKind.Firewall => itemClass is ItemClass.Security,
        TemplateKind.Hypervisor => itemClass is ItemClass.Hypervisor,
        TemplateKind.Storage => itemClass is ItemClass.Storage or ItemClass.Backup,
        TemplateKind.Ups => itemClass is ItemClass.Ups,
        TemplateKind.Printer => itemClass is ItemClass.Printer,
        TemplateKind.Website => itemClass is ItemClass.Website or ItemClass.Application,
        TemplateKind.MailDomain => itemClass is ItemClass.Mail,
        TemplateKind.Database => itemClass is ItemClass.Database,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
