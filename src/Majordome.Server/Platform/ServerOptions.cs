using Majordome.Server.Platform.Persistence;

namespace Majordome.Server.Platform;

/// <summary>
/// How a server is started. Each value comes from the command line (<c>--listen</c>), else from the environment
/// (<c>MAJORDOME__LISTEN</c>), else from <c>appsettings.json</c> (section <c>Majordome</c>), else it is the default.
/// </summary>
public sealed record ServerOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Majordome";

    /// <summary>The fewest days that <see cref="KeepSamples"/> may say: a day is placed when it is over.</summary>
    public const int LeastKept = 2;

    /// <summary>The most days that anything measured is kept: a century.</summary>
    public const int MostKept = 36_500;

    /// <summary>Address and port to listen on. Default: loopback only, <c>127.0.0.1:5080</c>.</summary>
    public string Listen { get; init; } = "127.0.0.1:5080";

    /// <summary>How people reach the server, in links that leave it; default <c>http://localhost:PORT</c> (passkeys refuse IP addresses).</summary>
    public string? PublicUrl { get; init; }

    /// <summary>The folder of everything the server keeps outside the database (and of the SQLite file). Default <c>data</c>.</summary>
    public string Data { get; init; } = "data";

    /// <summary>Default SQLite.</summary>
    public DatabaseKind Database { get; init; } = DatabaseKind.Sqlite;

    /// <summary>The connection string of PostgreSQL; required for it, without meaning for SQLite.</summary>
    public string? Connection { get; init; }

    /// <summary>Language of a new installation: <c>fr</c> (default) or <c>en</c>.</summary>
    public string Lang { get; init; } = "fr";

    /// <summary>E-mail address of the first administrator, for an unattended start.</summary>
    public string? Admin { get; init; }

    /// <summary>File whose first line is their password.</summary>
    public string? AdminPasswordFile { get; init; }

    /// <summary>Accepts the machine the server runs on as the first client's first asset, without being asked. Default no.</summary>
    public bool AdoptThisMachine { get; init; }

    /// <summary>
    /// Whether the server runs a probe in its own process. Default yes; of several servers on one database exactly one has it.
    /// </summary>
    public bool EmbeddedProbe { get; init; } = true;

    /// <summary>
    /// Address and port on which values of <c>zabbix_sender</c> are taken: <c>0.0.0.0:10051</c> (10051 is the port that IANA registers for it).
    /// Default: nowhere.
    /// </summary>
    public string? ZabbixListen { get; init; }

    /// <summary>How many days samples of measurements are kept, from <see cref="LeastKept"/> on. Default 100: a quarter, and time to talk about it.</summary>
    public int KeepSamples { get; init; } = 100;

    /// <summary>How many days the figures of each hour are kept (count, least, greatest, sum); at least as long as samples. Default five years.</summary>
    public int KeepHours { get; init; } = 1_830;

    /// <summary>
    /// Addresses and ports on which traps and informs of SNMP are taken: <c>0.0.0.0:162</c> (RFC 3417, 2.1); several are parted by blanks. Default: nowhere.
    /// </summary>
    public string? SnmpTrapListen { get; init; }

    /// <summary>
    /// Where the system log is taken: <c>udp://0.0.0.0:514</c>, <c>tcp://0.0.0.0:601</c>, <c>tls://0.0.0.0:6514</c>; several are parted by blanks. Default:
    /// nowhere.
    /// </summary>
    public string? SyslogListen { get; init; }

    /// <summary>PEM file with the certificate, and its key, that <c>tls://</c> shows.</summary>
    public string? SyslogCertificate { get; init; }

    /// <summary>
    /// The root of a Prometheus-compatible store where numbers live (<c>http://127.0.0.1:9090</c>). Default: in the program's own database.
    /// </summary>
    public string? MetricsUrl { get; init; }

    /// <summary>Where remote write goes, when it is not <see cref="MetricsUrl"/> and <c>/api/v1/write</c>.</summary>
    public string? MetricsWriteUrl { get; init; }

    /// <summary>File whose first line lets us in there: a bearer token, or <c>user:password</c> for basic authentication.</summary>
    public string? MetricsSecretFile { get; init; }

    /// <summary>Where the heads of the event log's chains are written; default <c>anchors/chain-heads.log</c> in the data folder. Better on another machine.</summary>
    public string? Anchors { get; init; }

    /// <summary><see cref="Anchors"/>, or its default.</summary>
    public string AnchorFile => Anchors ?? Path.Combine(Data, "anchors", "chain-heads.log");

    /// <summary>Cookies travel over TLS only where people reach the server by it.</summary>
    public CookieSecurePolicy CookieSecurity =>
        PublicUrl?.StartsWith("https:", StringComparison.OrdinalIgnoreCase) is true ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;

    /// <summary>The database these options name.</summary>
    /// <exception cref="StartRefusedException">PostgreSQL without a connection string, or with one that cannot be read.</exception>
    public Database OpenDatabase() => Database switch
    {
        DatabaseKind.Postgres when string.IsNullOrWhiteSpace(Connection) => throw new StartRefusedException("connection-missing", "--connection"),
        DatabaseKind.Postgres => new Database(DatabaseKind.Postgres, Readable(Connection!)),
        _ => Persistence.Database.InFolder(Data),
    };

    // What is told names the word that is not understood, never the whole, which holds a password.
    private static string Readable(string connection)
    {
        try
        {
            return new Npgsql.NpgsqlConnectionStringBuilder(connection).ConnectionString;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            throw new StartRefusedException("connection-malformed", exception.Message);
        }
    }
}

/// <summary>The server cannot start for a reason that the person who starts it can mend: one line, exit code 1.</summary>
public sealed class StartRefusedException(string rule, params object?[] values) : Exception($"{rule}: {string.Join(", ", values)}")
{
    /// <summary>Which rule: the key of its sentence.</summary>
    public string Rule => rule;

    /// <summary>What the sentence needs.</summary>
    public IReadOnlyList<object?> Values => values;
}
