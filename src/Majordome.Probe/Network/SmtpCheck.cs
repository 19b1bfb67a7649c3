using System.Collections.Immutable;
using Majordome.Probe.Checks;

namespace Majordome.Probe.Network;

/// <summary>
/// A mail server greets and answers EHLO (RFC 5321, 3.1 and 4.1.1.1). Target <c>host[:25]</c>. Measures <c>time</c> (ms);
/// phases <c>dns</c>, <c>connect</c>, <c>greeting</c>, <c>ehlo</c>.
/// </summary>
public sealed class SmtpCheck(TimeProvider time) : CheckType
{
    private const int LongestReply = 100;

    /// <inheritdoc/>
    public override string Name => "smtp";

    /// <inheritdoc/>
    public override ImmutableArray<CheckParameter> Parameters { get; } =
    [
        new("helo", ParameterKind.Text, "probe.invalid"),
        .. CheckParameter.Thresholds("time", "ms"),
    ];

    /// <inheritdoc/>
    protected override PreparedCheck? Prepare(ParameterReader definition)
    {
        var (helo, thresholds) = (definition.Text("helo"), definition.Thresholds("time"));
        if (!Endpoint.IsHost(helo))
        {
            definition.Refuse("helo", "parameter-not-a-host", helo);
        }

        if (Endpoint.TryRead(definition.Target, 25, out var target))
        {
            return new Prepared(target, helo, thresholds, time);
        }

        definition.RefuseTarget("target-not-host-and-port");
        return null;
    }

    private sealed class Prepared(Endpoint target, string helo, Thresholds thresholds, TimeProvider time) : NetworkCheck(target.Host)
    {
        protected override async Task<CheckOutcome> SpeakAsync(CancellationToken deadline)
        {
            var clock = new PhaseClock(time);
            using var connection = await Connection.OpenAsync(target, clock, deadline).ConfigureAwait(false);
            var greeting = await ReadReplyAsync(connection, deadline).ConfigureAwait(false);
            clock.End("greeting");
            if (greeting?.StartsWith("220", StringComparison.Ordinal) != true)
            {
                return CheckOutcome.Critical(greeting is null ? "what answers does not speak SMTP" : $"greeted with {greeting}");
            }

            await connection.WriteAsync($"EHLO {helo}\r\n", deadline).ConfigureAwait(false);
            var reply = await ReadReplyAsync(connection, deadline).ConfigureAwait(false);
            clock.End("ehlo");
            if (reply?.StartsWith("250", StringComparison.Ordinal) != true)
            {
                return CheckOutcome.Critical($"EHLO answered by {reply ?? "silence"}");
            }

            await connection.WriteAsync("QUIT\r\n", deadline).ConfigureAwait(false);
            return Timed.Outcome(clock, thresholds, greeting);
        }
    }

    /// <summary>Reads a reply of one or more lines (RFC 5321, 4.2.1); its first line, or <c>null</c> for what is no reply.</summary>
    internal static async ValueTask<string?> ReadReplyAsync(Connection connection, CancellationToken deadline)
    {
        string? first = null;
        for (var i = 0; i < LongestReply; i++)
        {
            var line = await connection.ReadLineAsync(deadline).ConfigureAwait(false);
            if (line is null || line.Length < 3 || !char.IsAsciiDigit(line[0]) || !char.IsAsciiDigit(line[1]) || !char.IsAsciiDigit(line[2]))
            {
                return null;
            }

            first ??= line;
            if (line.Length == 3 || line[3] != '-')
            {
                return first;
            }
        }

        return null;
    }
}
