using NodaTime;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>
/// Something received that belongs nowhere: of an unknown sender, or about something that is not there. Kept as it came until somebody looks, and no
/// client's: nobody knows whose it is.
/// </summary>
public sealed class StrayMessage
{
    /// <summary>Key.</summary>
    public required Guid Id { get; init; }

    /// <summary>When it came.</summary>
    public required Instant ReceivedAt { get; init; }

    /// <summary>In which form: <c>zabbix</c>, <c>alertmanager</c>, <c>nrdp</c>, <c>syslog</c>, <c>trap</c>, <c>webhook</c>, <c>remote-write</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>From whom: the id of the source, or the address of a sender that is not known.</summary>
    public required string From { get; init; }

    /// <summary>How people call it: the name of the source, or the address.</summary>
    public required string FromName { get; init; }

    /// <summary>Why it was put aside: a rule, as a refusal names it.</summary>
    public required string Reason { get; init; }

    /// <summary>What it says, in its own form; at most <see cref="PutAside.LongestPayload"/> bytes in UTF-8.</summary>
    public required string Payload { get; init; }

    /// <summary>How many came after it that were counted and not kept: like it, or because there were <see cref="PutAside.Most"/> already.</summary>
    public long NotKept { get; set; }
}
