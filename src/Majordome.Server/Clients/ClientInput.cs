namespace Majordome.Server.Clients;

/// <summary>The fields of a client's form as a browser sends them.</summary>
public sealed class ClientInput
{
    /// <summary>Its name.</summary>
    public string? Name { get; set; }

    /// <summary>Its code.</summary>
    public string? Code { get; set; }

    /// <summary>The language it is written to.</summary>
    public string? Language { get; set; }

    /// <summary>The zone of what belongs to no site.</summary>
    public string? Zone { get; set; }

    /// <summary>The version the form was filled from.</summary>
    public int? Version { get; set; }

    /// <summary>What is said of a client.</summary>
    public static ClientInput Of(Client client) =>
        new() { Name = client.Name, Code = client.Code, Language = client.Language, Zone = client.Zone, Version = client.Version };

    /// <summary>What the command takes.</summary>
    public ClientForm ToForm() => new(Name ?? "", Code ?? "", Language ?? "", Zone ?? "");
}

/// <summary>The fields of a site's form as a browser sends them.</summary>
public sealed class SiteInput
{
    /// <summary>Its name.</summary>
    public string? Name { get; set; }

    /// <summary>The zone of its calendars.</summary>
    public string? Zone { get; set; }

    /// <summary>The code of its public holidays.</summary>
    public string? Holidays { get; set; }

    /// <summary>Where it is and how to get in.</summary>
    public string? Address { get; set; }

    /// <summary>The version the form was filled from.</summary>
    public int? Version { get; set; }

    /// <summary>What is said of a site.</summary>
    public static SiteInput Of(Site site) =>
        new() { Name = site.Name, Zone = site.Zone, Holidays = site.Holidays, Address = site.Address, Version = site.Version };

    /// <summary>What the commands take.</summary>
    public SiteForm ToForm() => new(Name ?? "", Zone ?? "", Holidays ?? "", Address);
}

/// <summary>The fields of a contact's form as a browser sends them.</summary>
public sealed class ContactInput
{
    /// <summary>Their name.</summary>
    public string? Name { get; set; }

    /// <summary>Their job.</summary>
    public string? Function { get; set; }

    /// <summary>Their address.</summary>
    public string? Email { get; set; }

    /// <summary>Their telephone number.</summary>
    public string? Phone { get; set; }

    /// <summary>Whether they are told of tickets.</summary>
    public bool IsTold { get; set; }

    /// <summary>The version the form was filled from.</summary>
    public int? Version { get; set; }

    /// <summary>What is said of a contact.</summary>
    public static ContactInput Of(Contact contact) => new()
    {
        Name = contact.Name, Function = contact.Function, Email = contact.Email, Phone = contact.Phone, IsTold = contact.IsTold, Version = contact.Version,
    };

    /// <summary>What the commands take.</summary>
    public ContactForm ToForm() => new(Name ?? "", Function, Email, Phone, IsTold);
}
