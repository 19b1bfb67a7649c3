using System.Globalization;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>The fields of a source's form, as people fill them in.</summary>
public sealed class SourceFields
{
    /// <summary>Whose it is; of a new one.</summary>
    public string? ClientId { get; set; }

    /// <inheritdoc cref="SourceForm.Name"/>
    public string? Name { get; set; }

    /// <inheritdoc cref="SourceForm.Networks"/>
    public string? Networks { get; set; }

    /// <inheritdoc cref="SourceForm.CertificateSha256"/>
    public string? CertificateSha256 { get; set; }

    /// <inheritdoc cref="SourceForm.MostSeries"/>
    public string? MostSeries { get; set; }

    /// <inheritdoc cref="SourceForm.MostSamples"/>
    public string? MostSamples { get; set; }

    /// <inheritdoc cref="SourceForm.MostMessages"/>
    public string? MostMessages { get; set; }

    /// <inheritdoc cref="SourceForm.LongestMessage"/>
    public string? LongestMessage { get; set; }

    /// <inheritdoc cref="SourceForm.KeepDays"/>
    public string? KeepDays { get; set; }

    /// <inheritdoc cref="SourceForm.KeepMessages"/>
    public string? KeepMessages { get; set; }

    /// <summary>The version that is changed.</summary>
    public int Version { get; set; }

    /// <summary>Those of a source.</summary>
    public static SourceFields Of(SourceForm form, int version) => new()
    {
        Name = form.Name,
        Networks = form.Networks,
        CertificateSha256 = form.CertificateSha256,
        MostSeries = Text(form.MostSeries),
        MostSamples = Text(form.MostSamples),
        MostMessages = Text(form.MostMessages),
        LongestMessage = Text(form.LongestMessage),
        KeepDays = Text(form.KeepDays),
        KeepMessages = Text(form.KeepMessages),
        Version = version,
    };

    /// <summary>The form they make; what is no number is refused as out of range.</summary>
    public SourceForm ToForm() => new(
        Name, Networks, CertificateSha256, Number(MostSeries), Number(MostSamples), Number(MostMessages), Number(LongestMessage), Number(KeepDays), Number(KeepMessages));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    // People write 6 000, with whatever space they have.
    private static int Number(string? text) =>
        int.TryParse(string.Concat((text ?? "").Where(c => !char.IsWhiteSpace(c))), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}

/// <summary>The fields of the form that tells a source's traps.</summary>
public sealed class SnmpFields
{
    /// <inheritdoc cref="SnmpForm.Community"/>
    public string? Community { get; set; }

    /// <summary>Whether any community will do.</summary>
    public bool AnyCommunity { get; set; }

    /// <inheritdoc cref="SnmpForm.User"/>
    public string? User { get; set; }

    /// <inheritdoc cref="SnmpForm.Authentication"/>
    public string? Authentication { get; set; }

    /// <inheritdoc cref="SnmpForm.AuthenticationPassword"/>
    public string? AuthenticationPassword { get; set; }

    /// <inheritdoc cref="SnmpForm.IsEncrypted"/>
    public bool IsEncrypted { get; set; }

    /// <inheritdoc cref="SnmpForm.PrivacyPassword"/>
    public string? PrivacyPassword { get; set; }

    /// <summary>The version that is changed.</summary>
    public int Version { get; set; }

    /// <summary>The form they make.</summary>
    public SnmpForm ToForm() => new(
        AnyCommunity ? "" : string.IsNullOrEmpty(Community) ? null : Community,
        User,
        Enum.TryParse<Protocols.Snmp.Usm.UsmAuthentication>(Authentication, out var authentication) ? authentication : default,
        AuthenticationPassword,
        IsEncrypted,
        PrivacyPassword);
}
