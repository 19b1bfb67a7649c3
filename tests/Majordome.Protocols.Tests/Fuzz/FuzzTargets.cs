using System.Collections.Immutable;
using System.Text;
using Majordome.Protocols.Dns;
using Majordome.Protocols.Mime;
using Majordome.Protocols.Plugins;
using Majordome.Protocols.Smtp;
using Majordome.Protocols.Webhooks;

namespace Majordome.Protocols.Tests.Fuzz;

/// <summary>Every reader of bytes from outside. A new one is one line here; <see cref="FuzzRun"/> does the rest.</summary>
public static partial class FuzzTargets
{
    /// <summary>All of them.</summary>
    public static readonly ImmutableArray<FuzzTarget> All =
    [
        FuzzTarget.OfText("plugin-output", input => PluginOutput.Read(Encoding.UTF8.GetString(input)), FuzzCorpus.PluginOutput),
        FuzzTarget.OfText("plugin-range", input => PluginRange.TryRead(Encoding.UTF8.GetString(input), out _, out _), "10", "@10:20", "~:5", "-1.5e3:"),
        new("dns-message", input => Named(DnsReader.TryRead(input, out _, out var rule), rule), FuzzCorpus.Dns),
        FuzzTarget.OfText("smtp-reply", input => SmtpReply.Read(input), "250-majordome\r\n250-PIPELINING\r\n250 OK\r\n", "550 5.1.1 unknown\r\n"),
        FuzzTarget.OfText("mail-address", input => MailAddress.Parse(Encoding.UTF8.GetString(input)), "marie.durand+x@msp.example", "\"a b\"@[192.0.2.1]", "zoë@été.example"),
        FuzzTarget.OfText("webhook-key", input => WebhookKey.Parse(Encoding.UTF8.GetString(input)), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        .. Received,
    ];

    private static void Named(bool isRead, string? rule)
    {
        if (isRead == rule is not null)
        {
            throw new InvalidOperationException(isRead ? $"read, and yet {rule}" : "refused without a rule");
        }
    }

    /// <summary>What is refused has a rule and a place within the input.</summary>
    private static void Named(ReadOnlySpan<byte> input, bool isRead, FormatFault? fault)
    {
        Named(isRead, fault?.Rule);
        Placed(input, fault);
    }

    private static void Placed(ReadOnlySpan<byte> input, FormatFault? fault)
    {
        if (fault is not null && (fault.Position < 0 || fault.Position > input.Length || fault.Text.Length > 80))
        {
            throw new InvalidOperationException($"{fault} lies outside");
        }
    }
}
