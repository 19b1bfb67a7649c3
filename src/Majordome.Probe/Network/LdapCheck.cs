using System.Collections.Immutable;
using System.Globalization;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Protocols.Ldap;

namespace Majordome.Probe.Network;

/// <summary>
/// A directory lets in (simple bind, RFC 4513, 5.1) and, with a <c>base</c>, finds entries. Target <c>host</c> at port 389, or 636 with <c>security</c> tls.
/// Measures <c>entries</c> found, 10,000 at most, and <c>time</c> (ms); phases <c>dns</c>, <c>connect</c>, <c>tls</c>, <c>login</c>, <c>search</c>.
/// </summary>
public sealed class LdapCheck(TimeProvider time) : CheckType
{
    private const int MostEntries = 10_000;
    private const int TooMany = 4;
    private static readonly string[] Scopes = ["base", "one", "sub"];

    /// <inheritdoc/>
    public override string Name => "ldap";

    /// <inheritdoc/>
    public override ImmutableArray<CheckParameter> Parameters { get; } =
    [
        new("security", ParameterKind.Choice, "none", Choices: ["none", "starttls", "tls"]),
        new("verify", ParameterKind.Flag, "true"),
        new("bind", ParameterKind.Text, ""), // distinguished name; empty: nobody
        new("password", ParameterKind.Secret, ""),
        new("base", ParameterKind.Text, ""),
        new("scope", ParameterKind.Choice, "sub", Choices: Scopes),
        new("filter", ParameterKind.Text, "(objectClass=*)"),
        .. CheckParameter.Thresholds("entries", ""),
        .. CheckParameter.Thresholds("time", "ms"),
    ];

    /// <inheritdoc/>
    protected override PreparedCheck? Prepare(ParameterReader definition)
    {
        var (security, verify) = (definition.Choice("security"), definition.Flag("verify"));
        var (at, filter) = (definition.Text("base"), definition.Text("filter"));
        var search = LdapMessage.Search(3, at, Math.Max(0, Array.IndexOf(Scopes, definition.Choice("scope"))), filter, MostEntries);
        if (search is null)
        {
            definition.Refuse("filter", "parameter-not-a-filter", filter);
        }

        var (name, password) = (definition.Text("bind"), definition.Text("password"));
        if (name.Length > 0 && password.Length == 0)
        {
            // A directory may answer success to a name without a password, and let in nobody (RFC 4513, 5.1.2).
            definition.Refuse("password", "parameter-missing");
        }

        var bind = LdapMessage.Bind(2, name, password);
        var (entries, duration) = (definition.Thresholds("entries"), definition.Thresholds("time"));
        if (Endpoint.TryRead(definition.Target, security is "tls" ? 636 : 389, out var target))
        {
            return new Prepared(target, security, verify, bind, at.Length > 0 ? search : null, entries, duration, time);
        }

        definition.RefuseTarget("target-not-host-and-port");
        return null;
    }

    private sealed class Prepared(
        Endpoint target, string security, bool verify, byte[] bind, byte[]? search, Thresholds entries, Thresholds duration, TimeProvider time) : NetworkCheck(target.Host)
    {
        protected override async Task<CheckOutcome> SpeakAsync(CancellationToken deadline)
        {
            var clock = new PhaseClock(time);
            using var connection = await Connection.OpenAsync(target, clock, deadline).ConfigureAwait(false);
            if (security is "starttls" && await StartTls.AskAsync("ldap", connection, deadline).ConfigureAwait(false) is { } fault)
            {
                return CheckOutcome.Critical(fault);
            }

            if (security is not "none")
            {
                await connection.SecureAsync(target.Host, verify, clock, deadline).ConfigureAwait(false);
            }

            await connection.Stream.WriteAsync(bind, deadline).ConfigureAwait(false);
            var bound = await LdapStream.ReadAsync(connection.Stream, deadline).ConfigureAwait(false);
            clock.End("login");
            if (bound is not { Operation: LdapOperation.BindResponse })
            {
                return CheckOutcome.Critical("what answers does not speak LDAP");
            }

            return bound.Code != 0 ? CheckOutcome.Critical($"the login is refused: {Words(bound)}")
                : search is null ? Timed.Outcome(clock, duration, "lets in")
                : await SearchAsync(search, connection, clock, deadline).ConfigureAwait(false);
        }

        private async Task<CheckOutcome> SearchAsync(byte[] request, Connection connection, PhaseClock clock, CancellationToken deadline)
        {
            await connection.Stream.WriteAsync(request, deadline).ConfigureAwait(false);
            for (var found = 0; found <= MostEntries;)
            {
                switch (await LdapStream.ReadAsync(connection.Stream, deadline).ConfigureAwait(false))
                {
                    case { Operation: LdapOperation.SearchEntry }:
                        found++;
                        break;
                    case { Operation: LdapOperation.SearchReference }:
                        break;
                    case { Operation: LdapOperation.SearchDone, Code: 0 or TooMany }:
                        clock.End("search");
                        return Found(found, clock);
                    case { Operation: LdapOperation.SearchDone } failed:
                        return CheckOutcome.Critical($"the search fails: {Words(failed)}");
                    default:
                        return CheckOutcome.Critical("what answers does not speak LDAP");
                }
            }

            return CheckOutcome.Critical("what answers does not speak LDAP");
        }

        private CheckOutcome Found(int found, PhaseClock clock)
        {
            var outcome = Timed.Outcome(clock, duration, string.Create(CultureInfo.InvariantCulture, $"{found} entries"), entries.Judge(found));
            return outcome with { Measurements = [entries.Measurement("entries", found, "", 0), .. outcome.Measurements] };
        }

        private static string Words(LdapMessage message) =>
            string.Create(CultureInfo.InvariantCulture, $"{message.Code} {message.Diagnostic.ReplaceLineEndings(" ")}").TrimEnd();
    }
}
