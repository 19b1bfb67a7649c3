using System.Collections.Immutable;
using System.Net;
using System.Text;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Probe.Network;
using Majordome.Protocols.Snmp;
using Majordome.Protocols.Snmp.Usm;

namespace Majordome.Probe.Snmp;

/// <summary>
/// The device of a check and what it lets in: a community of version 1 or 2c, or a user of version 3 (USM) with or without authentication (RFC 3414, RFC 7860),
/// privacy (AES-128, RFC 3826) and a context (RFC 3411, 3.3.1).
/// </summary>
/// <param name="Device">The agent; 161 by custom.</param>
/// <param name="Credentials">What it lets in.</param>
internal sealed record SnmpAccess(Endpoint Device, SnmpCredentials Credentials)
{
    /// <summary>How long one answer is waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private const int LongestUser = 32; // bytes (RFC 3414, 5: SnmpAdminString SIZE(0..32))
    private const int LongestContext = 255;
    private const string None = "none";

    // In the order in which they are offered.
    private static readonly ImmutableArray<(string Name, UsmAuthentication Authentication)> Algorithms =
    [
        (None, UsmAuthentication.None), ("md5", UsmAuthentication.Md5), ("sha1", UsmAuthentication.Sha1), ("sha224", UsmAuthentication.Sha224),
        ("sha256", UsmAuthentication.Sha256), ("sha384", UsmAuthentication.Sha384), ("sha512", UsmAuthentication.Sha512),
    ];

    /// <summary>The parameters that every check by SNMP has.</summary>
    public static ImmutableArray<CheckParameter> Parameters { get; } =
    [
        new("version", ParameterKind.Choice, "2c", Choices: ["1", "2c", "3"]),
        new("community", ParameterKind.Secret, "public"), // versions 1 and 2c
        new("user", ParameterKind.Text, ""), // version 3
        new("auth", ParameterKind.Choice, None, Choices: [.. Algorithms.Select(one => one.Name)]),
        new("auth-password", ParameterKind.Secret, ""),
        new("privacy", ParameterKind.Choice, None, Choices: [None, "aes128"]),
        new("privacy-password", ParameterKind.Secret, ""),
        new("context", ParameterKind.Text, ""),
    ];

    /// <summary>
    /// Reads target and credentials; <c>null</c> when something was refused: <c>target-not-a-host</c>, <c>snmp-password-short</c>,
    /// <c>snmp-password-without-algorithm</c>, <c>snmp-privacy-without-authentication</c>, <c>parameter-too-long</c>, and those of the reader.
    /// </summary>
    public static SnmpAccess? Read(ParameterReader definition)
    {
        if (!Endpoint.TryRead(definition.Target, 161, out var device))
        {
            definition.RefuseTarget("target-not-a-host");
        }

        SnmpCredentials? credentials = definition.Choice("version") switch
        {
            "3" => User(definition),
            "1" => new SnmpCommunity(SnmpVersion.V1, definition.Text("community")),
            _ => new SnmpCommunity(SnmpVersion.V2c, definition.Text("community")),
        };
        return credentials is not null && definition.Refusals.IsEmpty ? new SnmpAccess(device, credentials) : null;
    }

    /// <summary>The device to be asked, its name looked up.</summary>
    /// <param name="retries">How often a request is sent again.</param>
    /// <param name="deadline">Ends the look-up.</param>
    /// <exception cref="System.Net.Sockets.SocketException">The name has no address.</exception>
    public async Task<SnmpTarget> TargetAsync(int retries, CancellationToken deadline)
    {
        var address = (await HostNames.ResolveAsync(Device.Host, deadline).ConfigureAwait(false))[0];
        return new SnmpTarget(new IPEndPoint(address, Device.Port), Credentials, Patience, retries);
    }

    /// <summary>What a device that gave nothing is worth.</summary>
    public static CheckOutcome Failed(SnmpFault fault, SnmpError error, int retries) => fault switch
    {
        SnmpFault.Unreachable => CheckOutcome.Critical("no route to the host"),
        SnmpFault.NoAnswer => CheckOutcome.Critical(FormattableString.Invariant($"no answer within {(retries + 1) * Patience.TotalSeconds:0.###} s")),
        SnmpFault.Unauthorised => CheckOutcome.Unknown("the agent does not accept the user, its password or its level of security"),
        SnmpFault.Loop => CheckOutcome.Unknown("the agent goes in circles"),
        SnmpFault.TooMany => CheckOutcome.Unknown("the agent has more objects than are kept"),
        _ => CheckOutcome.Unknown(FormattableString.Invariant($"the agent refuses, SNMP error {(int)error}")),
    };

    private static SnmpUser? User(ParameterReader definition)
    {
        var (name, context) = (Bounded(definition, "user", LongestUser), Bounded(definition, "context", LongestContext));
        if (name.Length == 0)
        {
            definition.Refuse("user", "parameter-missing");
        }

        var authentication = Algorithms.FirstOrDefault(one => one.Name == definition.Choice("auth")).Authentication;
        var isPrivate = definition.Choice("privacy") != None;
        var password = Password(definition, "auth-password", authentication != UsmAuthentication.None);
        var secret = Password(definition, "privacy-password", isPrivate);
        if (isPrivate && authentication == UsmAuthentication.None)
        {
            definition.Refuse("privacy", "snmp-privacy-without-authentication");
        }

        return definition.Refusals.IsEmpty ? new SnmpUser(new UsmUser(name, authentication, password, isPrivate ? secret : null), context) : null;
    }

    private static string Bounded(ParameterReader definition, string parameter, int most)
    {
        var text = definition.Text(parameter);
        if (Encoding.UTF8.GetByteCount(text) > most)
        {
            definition.Refuse(parameter, "parameter-too-long", text);
        }

        return text;
    }

    /// <summary>A password that is long enough where there is an algorithm for it, and none where there is not: it would not be used.</summary>
    private static string Password(ParameterReader definition, string parameter, bool isUsed)
    {
        var password = definition.Text(parameter);
        if (isUsed && password.Length < UsmUser.ShortestPassword)
        {
            definition.Refuse(parameter, "snmp-password-short", UsmUser.ShortestPassword);
        }
        else if (!isUsed && password.Length > 0)
        {
            definition.Refuse(parameter, "snmp-password-without-algorithm");
        }

        return password;
    }
}
