using System.Collections.Immutable;
using System.Globalization;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;

namespace Majordome.Probe.Network;

/// <summary>
/// A mail server greets and, with a user, lets in and opens a mailbox (IMAP4rev1, RFC 3501; rev2, RFC 9051), without changing anything in it (EXAMINE).
/// Target <c>host</c> at port 143, or 993 with <c>security</c> tls. Measures <c>messages</c> of the mailbox and <c>time</c> (ms); phases <c>dns</c>, <c>connect</c>, <c>greeting</c>, <c>tls</c>,
/// <c>login</c>, <c>mailbox</c>.
/// </summary>
public sealed class ImapCheck(TimeProvider time) : CheckType
{
    private const int MostLines = 1000;

    /// <inheritdoc/>
    public override string Name => "imap";

    /// <inheritdoc/>
    public override ImmutableArray<CheckParameter> Parameters { get; } =
    [
        new("security", ParameterKind.Choice, "none", Choices: ["none", "starttls", "tls"]),
        new("verify", ParameterKind.Flag, "true"),
        new("user", ParameterKind.Text, ""),
        new("password", ParameterKind.Secret, ""),
        new("mailbox", ParameterKind.Text, "INBOX"),
        .. CheckParameter.Thresholds("messages", ""),
        .. CheckParameter.Thresholds("time", "ms"),
    ];

    /// <inheritdoc/>
    protected override PreparedCheck? Prepare(ParameterReader definition)
    {
        var (security, verify, user) = (definition.Choice("security"), definition.Flag("verify"), definition.Text("user"));
        foreach (var name in (string[])["user", "password", "mailbox"])
        {
            if (definition.Text(name).AsSpan().ContainsAny('\r', '\n', '\0'))
            {
                definition.Refuse(name, "parameter-not-one-line");
            }
        }

        var login = new Login(user, definition.Text("password"), definition.Text("mailbox"));
        var (messages, duration) = (definition.Thresholds("messages"), definition.Thresholds("time"));
        if (Endpoint.TryRead(definition.Target, security is "tls" ? 993 : 143, out var target))
        {
            return new Prepared(target, security, verify, login, messages, duration, time);
        }

        definition.RefuseTarget("target-not-host-and-port");
        return null;
    }

    private sealed record Login(string User, string Password, string Mailbox);

    private sealed class Prepared(
        Endpoint target, string security, bool verify, Login login, Thresholds messages, Thresholds duration, TimeProvider time) : NetworkCheck(target.Host)
    {
        protected override async Task<CheckOutcome> SpeakAsync(CancellationToken deadline)
        {
            var clock = new PhaseClock(time);
            using var connection = await Connection.OpenAsync(target, clock, deadline).ConfigureAwait(false);
            if (security is "tls")
            {
                await connection.SecureAsync(target.Host, verify, clock, deadline).ConfigureAwait(false);
            }

            var greeting = await connection.ReadLineAsync(deadline).ConfigureAwait(false);
            clock.End("greeting");
            if (greeting is null || !(greeting.StartsWith("* OK", StringComparison.OrdinalIgnoreCase) || greeting.StartsWith("* PREAUTH", StringComparison.OrdinalIgnoreCase)))
            {
                return CheckOutcome.Critical(greeting?.StartsWith("* BYE", StringComparison.OrdinalIgnoreCase) == true ? $"greeted with {greeting}" : "what answers does not speak IMAP");
            }

            if (security is "starttls")
            {
                if ((await AskAsync(connection, "a1 STARTTLS", deadline).ConfigureAwait(false)).Fault is not null || connection.HasUnread)
                {
                    return CheckOutcome.Critical("the server does not go over to TLS");
                }

                await connection.SecureAsync(target.Host, verify, clock, deadline).ConfigureAwait(false);
            }

            return login.User.Length == 0
                ? await EndAsync(connection, greeting[2..], null, clock, deadline).ConfigureAwait(false)
                : await OpenMailboxAsync(connection, clock, deadline).ConfigureAwait(false);
        }

        private async Task<CheckOutcome> OpenMailboxAsync(Connection connection, PhaseClock clock, CancellationToken deadline)
        {
            var entered = await AskAsync(connection, $"a2 LOGIN {Quoted(login.User)} {Quoted(login.Password)}", deadline).ConfigureAwait(false);
            clock.End("login");
            if (entered.Fault is not null)
            {
                return CheckOutcome.Critical($"the login is refused: {entered.Fault}");
            }

            var opened = await AskAsync(connection, $"a3 EXAMINE {Quoted(login.Mailbox)}", deadline).ConfigureAwait(false);
            clock.End("mailbox");
            return opened.Fault is not null
                ? CheckOutcome.Critical($"the mailbox {login.Mailbox} does not open: {opened.Fault}")
                : await EndAsync(connection, string.Create(CultureInfo.InvariantCulture, $"{login.Mailbox}: {opened.Exists ?? 0} messages"), opened.Exists, clock, deadline).ConfigureAwait(false);
        }

        private async Task<CheckOutcome> EndAsync(Connection connection, string what, int? count, PhaseClock clock, CancellationToken deadline)
        {
            await connection.WriteAsync("a4 LOGOUT\r\n", deadline).ConfigureAwait(false);
            var worth = count is { } exists ? messages.Judge(exists) : CheckStatus.Ok;
            var outcome = Timed.Outcome(clock, duration, what, worth);
            return count is { } number ? outcome with { Measurements = [messages.Measurement("messages", number, "", 0), .. outcome.Measurements] } : outcome;
        }

        /// <summary>Sends a tagged command and reads to its end: the fault, if it was not done, and the count of <c>EXISTS</c>, if it was told.</summary>
        private static async Task<(string? Fault, int? Exists)> AskAsync(Connection connection, string command, CancellationToken deadline)
        {
            await connection.WriteAsync(command + "\r\n", deadline).ConfigureAwait(false);
            var tag = command[..3];
            int? exists = null;
            for (var i = 0; i < MostLines && await connection.ReadLineAsync(deadline).ConfigureAwait(false) is { } line; i++)
            {
                if (line.StartsWith(tag, StringComparison.Ordinal))
                {
                    return (line.AsSpan(3).StartsWith("OK", StringComparison.OrdinalIgnoreCase) ? null : line[3..], exists);
                }

                var words = line.Split(' ');
                exists = words is ["*", var number, "EXISTS"] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var read) ? read : exists;
            }

            return ("the answer does not end", exists);
        }

        private static string Quoted(string text) =>
            $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
    }
}
