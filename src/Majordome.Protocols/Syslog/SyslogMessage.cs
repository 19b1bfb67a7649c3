using System.Collections.Immutable;
using NodaTime;

namespace Majordome.Protocols.Syslog;

/// <summary>How bad it is (RFC 5424 §6.2.1).</summary>
public enum SyslogSeverity
{
    /// <summary>The system is unusable.</summary>
    Emergency,

    /// <summary>Something must be done at once.</summary>
    Alert,

    /// <summary>Critical.</summary>
    Critical,

    /// <summary>Error.</summary>
    Error,

    /// <summary>Warning.</summary>
    Warning,

    /// <summary>Normal, but worth a look.</summary>
    Notice,

    /// <summary>Information.</summary>
    Informational,

    /// <summary>For those who look for faults.</summary>
    Debug,
}

/// <summary>An element of structured data (RFC 5424 §6.3).</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Parameters">Names and values, in the order written; a name may come twice.</param>
public sealed record SyslogElement(string Id, ImmutableArray<KeyValuePair<string, string>> Parameters);

/// <summary>A message of the system log, of either RFC.</summary>
public sealed record SyslogMessage
{
    /// <summary>Where it comes from in the system: 0 kernel, 1 user, 2 mail, 3 daemon, 4 auth, … 16–23 local (RFC 5424 §6.2.1).</summary>
    public required int Facility { get; init; }

    /// <summary>How bad it is.</summary>
    public required SyslogSeverity Severity { get; init; }

    /// <summary>When, as the sender says; <c>null</c>: it does not say, or not readably.</summary>
    public Instant? At { get; init; }

    /// <summary>The sender's name for itself; <c>null</c>: not said.</summary>
    public string? Host { get; init; }

    /// <summary>The program; <c>null</c>: not said.</summary>
    public string? Application { get; init; }

    /// <summary>The process; <c>null</c>: not said.</summary>
    public string? Process { get; init; }

    /// <summary>The type of message (RFC 5424 §6.2.7); <c>null</c>: not said.</summary>
    public string? MessageId { get; init; }

    /// <summary>Structured data; empty: none.</summary>
    public ImmutableArray<SyslogElement> Data { get; init; } = [];

    /// <summary>What it says: UTF-8 where it is, else read as Latin-1.</summary>
    public required string Text { get; init; }

    /// <summary>Whether it is of RFC 5424.</summary>
    public bool IsStructured { get; init; }

    /// <summary>What is wrong with it; <c>null</c>: nothing. The position counts characters.</summary>
    public FormatFault? Fault { get; init; }
}
