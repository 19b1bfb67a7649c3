using System.Text;

namespace Majordome.Protocols.Zabbix;

/// <summary>What an agent answered to a passive check (zabbix.com, «Zabbix agent protocol»).</summary>
/// <param name="Value">The value as text, without the line end; <c>null</c>: not supported.</param>
/// <param name="Reason">Why it is not supported; empty where the agent does not say.</param>
public sealed record ZabbixAgentAnswer(string? Value, string Reason)
{
    private static ReadOnlySpan<byte> NotSupported => "ZBX_NOTSUPPORTED"u8;

    /// <summary>The request for a key: the key, framed.</summary>
    public static byte[] Request(string key) => ZabbixFrame.Write(Encoding.UTF8.GetBytes(key));

    /// <summary>Reads the data of the answer's frame: a value, or <c>ZBX_NOTSUPPORTED</c> and, behind a zero, the reason.</summary>
    public static ZabbixAgentAnswer Read(ReadOnlySpan<byte> data)
    {
        if (!data.StartsWith(NotSupported) || (data.Length > NotSupported.Length && data[NotSupported.Length] != 0))
        {
            return new ZabbixAgentAnswer(Encoding.UTF8.GetString(data.TrimEnd("\r\n"u8)), "");
        }

        return new ZabbixAgentAnswer(null, Encoding.UTF8.GetString(data[NotSupported.Length..].Trim((byte)0)));
    }
}
