using System.Collections.Immutable;
using System.Data;
using System.Globalization;
using System.Runtime.ExceptionServices;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Npgsql;

namespace Majordome.Probe.Network;

/// <summary>
/// A query to PostgreSQL, whose first value is judged. Target <c>host[:5432]</c>. It runs in a read-only transaction that is never committed; what the account may read is what protects the rest.
/// Measures <c>value</c> when it is a number, thresholds over it, and <c>time</c> (ms); phases <c>dns</c>, <c>connect</c>, <c>session</c>, <c>query</c>. No value, or none that is a number, is unknown where thresholds would judge it.
/// </summary>
public sealed class SqlCheck(TimeProvider time) : CheckType
{
    /// <summary>How much of a value is read, in characters.</summary>
    private const int LongestValue = 4096;

    /// <summary>
    /// How long a session may take to open, in seconds. A server that hangs in the middle of it is not given up by the client library at the run's deadline: the run ends there, the connection here.
    /// </summary>
    private const int LongestOpening = 8;

    /// <inheritdoc/>
    public override string Name => "sql";

    /// <inheritdoc/>
    public override ImmutableArray<CheckParameter> Parameters { get; } =
    [
        new("query", ParameterKind.Text, null),
        new("user", ParameterKind.Text, "majordome"),
        new("password", ParameterKind.Secret, ""),
        new("database", ParameterKind.Text, "postgres"),
        new("ssl", ParameterKind.Choice, "prefer", Choices: ["disable", "prefer", "require", "verify-full"]),
        new("expect", ParameterKind.Text, ""), // the value, as text
        .. CheckParameter.Thresholds("value", ""),
        .. CheckParameter.Thresholds("time", "ms"),
    ];

    /// <inheritdoc/>
    protected override PreparedCheck? Prepare(ParameterReader definition)
    {
        var ssl = definition.Choice("ssl") switch
        {
            "disable" => SslMode.Disable,
            "require" => SslMode.Require,
            "verify-full" => SslMode.VerifyFull,
            _ => SslMode.Prefer,
        };
        var (query, expected) = (definition.Text("query"), definition.Text("expect"));
        var (value, duration) = (definition.Thresholds("value"), definition.Thresholds("time"));
        if (!Endpoint.TryRead(definition.Target, 5432, out var target))
        {
            definition.RefuseTarget("target-not-host-and-port");
            return null;
        }

        var account = new NpgsqlConnectionStringBuilder
        {
            Host = target.Host, Port = target.Port, Username = definition.Text("user"), Password = definition.Text("password"), Database = definition.Text("database"),
            SslMode = ssl, Pooling = false, Timeout = LongestOpening, CommandTimeout = 0, CancellationTimeout = 500, ApplicationName = "majordome",
        };
        return new Prepared(target, account.ConnectionString, query, expected, value, duration, time);
    }

    private sealed class Prepared(Endpoint target, string account, string query, string expected, Thresholds value, Thresholds duration, TimeProvider time) : NetworkCheck(target.Host)
    {
        protected override async Task<CheckOutcome> SpeakAsync(CancellationToken deadline)
        {
            var clock = new PhaseClock(time);
            if (!await SpeaksAsync(clock, deadline).ConfigureAwait(false))
            {
                return CheckOutcome.Critical("what answers does not speak PostgreSQL");
            }

            var asking = AskAsync(clock, deadline);
            _ = asking.ContinueWith(static left => left.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            return await asking.WaitAsync(deadline).ConfigureAwait(false);
        }

        private async Task<CheckOutcome> AskAsync(PhaseClock clock, CancellationToken deadline)
        {
            try
            {
                await using var connection = new NpgsqlConnection(account)
                {
                    SslClientAuthenticationOptionsCallback = static handshake => handshake.CertificateChainPolicy = TlsHandshake.Policy(),
                };
                await connection.OpenAsync(deadline).ConfigureAwait(false);
                clock.End("session");
                await using var transaction = await connection.BeginTransactionAsync(deadline).ConfigureAwait(false);
                await using var readOnly = new NpgsqlCommand("SET TRANSACTION READ ONLY", connection, transaction);
                await readOnly.ExecuteNonQueryAsync(deadline).ConfigureAwait(false);
#pragma warning disable CA2100 // the query is the check's definition
                await using var command = new NpgsqlCommand(query, connection, transaction) { AllResultTypesAreUnknown = true };
#pragma warning restore CA2100
                var found = await FirstValueAsync(command, deadline).ConfigureAwait(false);
                clock.End("query");
                return Judge(found, clock);
            }
            catch (PostgresException refused)
            {
                return CheckOutcome.Critical($"{refused.MessageText} ({refused.SqlState})");
            }
            catch (NpgsqlException broken)
            {
                deadline.ThrowIfCancellationRequested();
                ExceptionDispatchInfo.Throw(broken.InnerException switch
                {
                    System.Net.Sockets.SocketException or IOException => broken.InnerException,
                    TimeoutException => new IOException("the connection timed out"),
                    _ => new IOException(broken.Message),
                });
                throw;
            }
        }

        /// <summary>
        /// Whether what listens answers as PostgreSQL does to a request for TLS. The client library waits on a peer that says nothing, or never stops, longer than the run may last: it is kept from them.
        /// </summary>
        private async Task<bool> SpeaksAsync(PhaseClock clock, CancellationToken deadline)
        {
            using var connection = await Connection.OpenAsync(target, clock, deadline).ConfigureAwait(false);
            return await StartTls.AskPostgresAsync(connection.Stream, deadline).ConfigureAwait(false) is (byte)'S' or (byte)'N';
        }

        /// <summary>The first value of the first row as the server writes it; <c>null</c> for no row and for NULL.</summary>
        private static async Task<string?> FirstValueAsync(NpgsqlCommand command, CancellationToken deadline)
        {
            await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess | CommandBehavior.SingleRow, deadline).ConfigureAwait(false);
            if (!await reader.ReadAsync(deadline).ConfigureAwait(false) || reader.FieldCount == 0 || await reader.IsDBNullAsync(0, deadline).ConfigureAwait(false))
            {
                return null;
            }

            using var text = await reader.GetTextReaderAsync(0, deadline).ConfigureAwait(false);
            var buffer = new char[LongestValue];
            return new string(buffer, 0, await text.ReadBlockAsync(buffer, deadline).ConfigureAwait(false));
        }

        private CheckOutcome Judge(string? found, PhaseClock clock)
        {
            var number = double.TryParse(found, NumberStyles.Float, CultureInfo.InvariantCulture, out var read) && double.IsFinite(read) ? read : (double?)null;
            var worth = expected.Length > 0 && found != expected ? CheckStatus.Critical
                : number is { } n ? value.Judge(n)
                : value.AreNone ? CheckStatus.Ok
                : CheckStatus.Unknown;
            var outcome = Timed.Outcome(clock, duration, found is null ? "no value" : found.Split('\n')[0], worth);
            return number is { } measured ? outcome with { Measurements = [value.Measurement("value", measured, ""), .. outcome.Measurements] } : outcome;
        }
    }
}
