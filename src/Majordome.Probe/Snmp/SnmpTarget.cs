using System.Net;
using System.Text;
using Majordome.Protocols.Snmp;
using Majordome.Protocols.Snmp.Usm;

namespace Majordome.Probe.Snmp;

/// <summary>What a device lets in.</summary>
public abstract record SnmpCredentials;

/// <summary>A community, as versions 1 and 2c have it: it crosses the network in clear.</summary>
/// <param name="Version"><see cref="SnmpVersion.V1"/> or <see cref="SnmpVersion.V2c"/>.</param>
/// <param name="Name">The community, sent as UTF-8.</param>
public sealed record SnmpCommunity(SnmpVersion Version, string Name) : SnmpCredentials
{
    /// <summary>The bytes that are sent.</summary>
    internal byte[] Bytes { get; } = Encoding.UTF8.GetBytes(Name);

    /// <inheritdoc/>
    protected override bool PrintMembers(StringBuilder text)
    {
        // Never the secret.
        text.Append(nameof(Version)).Append(" = ").Append(Version);
        return true;
    }
}

/// <summary>A user of version 3.</summary>
/// <param name="User">With a password for all that its level asks for.</param>
/// <param name="Context">The name of the set of objects that is asked for (RFC 3411, 3.3.1); empty for the usual one.</param>
public sealed record SnmpUser(UsmUser User, string Context = "") : SnmpCredentials;

/// <summary>A device to be asked.</summary>
/// <param name="Address">Where its agent listens: UDP, 161 by custom.</param>
/// <param name="Credentials">What it lets in.</param>
/// <param name="Timeout">How long one answer is waited for.</param>
/// <param name="Retries">How often a request is sent again when no answer came; 0 sends it once.</param>
public sealed record SnmpTarget(IPEndPoint Address, SnmpCredentials Credentials, TimeSpan Timeout, int Retries)
{
    /// <summary>A device with the customary patience: one second, twice again.</summary>
    public SnmpTarget(IPEndPoint address, SnmpCredentials credentials)
        : this(address, credentials, TimeSpan.FromSeconds(1), 2)
    {
    }

    /// <summary>Whether it knows GETBULK.</summary>
    internal bool HasBulk => Credentials is not SnmpCommunity { Version: SnmpVersion.V1 };
}

/// <summary>Why a device gave no objects.</summary>
public enum SnmpFault
{
    /// <summary>It did.</summary>
    None,

    /// <summary>Nothing came back: no such device, a firewall, another community, or it was too slow.</summary>
    NoAnswer,

    /// <summary>The system could not send: no route, no permission.</summary>
    Unreachable,

    /// <summary>The agent answered with an error; its number is with it.</summary>
    Refused,

    /// <summary>The agent's engine does not accept the user, its password or its level of security (RFC 3414, 3.2).</summary>
    Unauthorised,

    /// <summary>The agent gave an object that does not stand behind the one before: going on would never end.</summary>
    Loop,

    /// <summary>More objects than are kept.</summary>
    TooMany,
}

/// <summary>What became of a request.</summary>
/// <param name="VarBinds">The objects; empty with a fault.</param>
/// <param name="Fault">Why there are none.</param>
/// <param name="Error">The error of the agent when it refused.</param>
public readonly record struct SnmpAnswer(IReadOnlyList<VarBind> VarBinds, SnmpFault Fault, SnmpError Error = SnmpError.None)
{
    /// <summary>Whether the device answered with objects.</summary>
    public bool IsGood => Fault == SnmpFault.None;

    internal static SnmpAnswer Failed(SnmpFault fault, SnmpError error = SnmpError.None) => new([], fault, error);
}

/// <summary>A subtree that was not walked to its end.</summary>
/// <param name="Root">The subtree.</param>
/// <param name="Fault">Why.</param>
/// <param name="Error">The error of the agent when it refused.</param>
public readonly record struct RootFault(Oid Root, SnmpFault Fault, SnmpError Error);

/// <summary>What a walk brought home.</summary>
/// <param name="Objects">Every object read, subtree by subtree.</param>
/// <param name="Faults">Subtrees that ended early; what was read of them before is among the objects.</param>
/// <param name="Requests">How many messages were sent.</param>
public sealed record SnmpWalk(IReadOnlyList<KeyValuePair<Oid, SnmpValue>> Objects, IReadOnlyList<RootFault> Faults, int Requests);
