using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Majordome.Probe.Checks;

namespace Majordome.Probe.Network;

/// <summary>
/// A PostgreSQL server takes connections. It is asked to start a session (protocol 3.0, "Message Formats: StartupMessage") without
/// a password, as <c>pg_isready</c> does: asking for one, or refusing this user, shows that it works. Target <c>host[:5432]</c>.
/// Measures <c>time</c> (ms); phases <c>dns</c>, <c>connect</c>, <c>startup</c>.
/// </summary>
/// <remarks>Critical: SQLSTATE class 57 (starting up, shutting down) and 53 (too many connections), or another protocol.</remarks>
public sealed class PostgresCheck(TimeProvider time) : CheckType
{
    private const int LongestMessage = 8192;

    /// <inheritdoc/>
    public override string Name => "postgresql";

    /// <inheritdoc/>
    public override ImmutableArray<CheckParameter> Parameters { get; } =
    [
        new("user", ParameterKind.Text, "majordome"),
        new("database", ParameterKind.Text, "postgres"),
        .. CheckParameter.Thresholds("time", "ms"),
    ];

    /// <inheritdoc/>
    protected override PreparedCheck? Prepare(ParameterReader definition)
    {
        var startup = Startup(definition.Text("user"), definition.Text("database"));
        var thresholds = definition.Thresholds("time");
        if (Endpoint.TryRead(definition.Target, 5432, out var target))
        {
            return new Prepared(target, startup, thresholds, time);
        }

        definition.RefuseTarget("target-not-host-and-port");
        return null;
    }

    internal static byte[] Startup(string user, string database)
    {
        var pairs = Encoding.UTF8.GetBytes($"user\0{user}\0database\0{database}\0application_name\0majordome\0\0");
        var message = new byte[8 + pairs.Length];
        BinaryPrimitives.WriteInt32BigEndian(message, message.Length);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(4), 0x0003_0000);
        pairs.CopyTo(message, 8);
        return message;
    }

    /// <summary>Code and sentence of an ErrorResponse's fields ("Error and Notice Message Fields").</summary>
    private static (string Code, string Message) ReadError(ReadOnlySpan<byte> fields)
    {
        var (code, message) = ("", "");
        while (fields.Length > 1 && fields[0] != 0)
        {
            var end = fields.IndexOf((byte)0);
            if (end < 0)
            {
                break;
            }

            var text = Encoding.UTF8.GetString(fields[1..end]);
            (code, message) = fields[0] switch
            {
                (byte)'C' => (text, message),
                (byte)'M' => (code, text),
                _ => (code, message),
            };
            fields = fields[(end + 1)..];
        }

        return (code, message);
    }

    private sealed class Prepared(Endpoint target, byte[] startup, Thresholds thresholds, TimeProvider time) : NetworkCheck(target.Host)
    {
        protected override async Task<CheckOutcome> SpeakAsync(CancellationToken deadline)
        {
            var clock = new PhaseClock(time);
            using var connection = await Connection.OpenAsync(target, clock, deadline).ConfigureAwait(false);
            await connection.Stream.WriteAsync(startup, deadline).ConfigureAwait(false);
            var header = new byte[5];
            var read = await connection.Stream.ReadAtLeastAsync(header, 5, throwOnEndOfStream: false, deadline).ConfigureAwait(false);
            var length = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1)) - 4;
            if (read < 5 || header[0] is not ((byte)'R' or (byte)'E') || length is < 4 or > LongestMessage)
            {
                return CheckOutcome.Critical("what answers does not speak PostgreSQL");
            }

            var body = new byte[length];
            await connection.Stream.ReadExactlyAsync(body, deadline).ConfigureAwait(false);
            clock.End("startup");
            if (header[0] == (byte)'R')
            {
                return Timed.Outcome(clock, thresholds, "takes connections");
            }

            var (code, message) = ReadError(body);
            return code.StartsWith("57", StringComparison.Ordinal) || code.StartsWith("53", StringComparison.Ordinal)
                ? CheckOutcome.Critical($"takes no connection: {message} ({code})")
                : Timed.Outcome(clock, thresholds, $"takes connections, not this one: {message}");
        }
    }
}
