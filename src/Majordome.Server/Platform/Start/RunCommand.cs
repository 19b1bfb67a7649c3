using System.CommandLine;
using System.Globalization;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using NodaTime;

namespace Majordome.Server.Platform.Start;

/// <summary><c>majordome run</c>: starts the server.</summary>
public static class RunCommand
{
    /// <summary>
    /// How long a server that is told to end may take to finish what it has begun: the host's own 30 s (<c>HostOptions.ShutdownTimeout</c>), and time to say so. Commands that write
    /// nothing of their own accord keep the two seconds of System.CommandLine.
    /// </summary>
    public static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(35);

    /// <summary>The command.</summary>
    public static Command Create(IReadOnlyList<IModule> modules)
    {
        var listen = new Option<string?>("--listen") { HelpName = "ADDRESS:PORT", Description = "Où écouter / where to listen [127.0.0.1:5080]" };
        var publicUrl = new Option<string?>("--public-url") { HelpName = "URL", Description = "Adresse que les gens voient / address that people see [http://localhost:PORT]" };
        var admin = new Option<string?>("--admin") { HelpName = "EMAIL", Description = "Premier administrateur, sans lien / first administrator, without a link" };
        var adminPassword = new Option<string?>("--admin-password-file") { HelpName = "FILE", Description = "Son mot de passe, en première ligne / their password, on the first line" };
        var adopt = new Option<bool>("--adopt-this-machine") { Description = "Surveiller cette machine sans demander / watch this machine without asking" };
        var zabbix = new Option<string?>("--zabbix-listen") { HelpName = "ADDRESS:PORT", Description = "Où recevoir zabbix_sender, par exemple 0.0.0.0:10051 / where to take zabbix_sender, for example 0.0.0.0:10051" };
        var keepSamples = new Option<int?>("--keep-samples") { HelpName = "DAYS", Description = "Durée de garde des mesures / how long samples are kept [100]" };
        var keepHours = new Option<int?>("--keep-hours") { HelpName = "DAYS", Description = "Durée de garde des heures / how long the figures of each hour are kept [1830]" };
        var traps = new Option<string[]>("--snmp-trap-listen") { HelpName = "ADDRESS:PORT", Description = "Où recevoir traps et informs SNMP, par exemple 0.0.0.0:162 / where to take SNMP traps and informs, for example 0.0.0.0:162" };
        var syslog = new Option<string[]>("--syslog-listen") { HelpName = "URL", Description = "Où recevoir syslog ; se répète / where to take syslog; may be repeated: udp://0.0.0.0:514, tcp://0.0.0.0:601, tls://0.0.0.0:6514" };
        var certificate = new Option<string?>("--syslog-certificate") { HelpName = "FILE", Description = "Certificat et clé (PEM) de tls:// / certificate and key (PEM) of tls://" };
        var metrics = new Option<string?>("--metrics-url") { HelpName = "URL", Description = "Où vivent les mesures, compatible Prometheus / where numbers live, Prometheus-compatible [la base / the database]" };
        var metricsWrite = new Option<string?>("--metrics-write-url") { HelpName = "URL", Description = "Où les écrire / where to write them [--metrics-url/api/v1/write]" };
        var metricsSecret = new Option<string?>("--metrics-secret-file") { HelpName = "FILE", Description = "Jeton ou user:password, en première ligne / token or user:password, on the first line" };
        var anchors = AuditCommand.AnchorsOption();
        var place = new DatabaseArguments();
        var command = new Command("run", "Démarre le serveur / starts the server") { listen, publicUrl, admin, adminPassword, adopt, zabbix, traps, syslog, certificate, keepSamples, keepHours, metrics, metricsWrite, metricsSecret, anchors };
        place.AddTo(command);
        command.SetAction((parse, cancellationToken) => RunAsync(
            place.Read(parse, new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
            {
                [nameof(ServerOptions.Listen)] = parse.GetValue(listen),
                [nameof(ServerOptions.PublicUrl)] = parse.GetValue(publicUrl),
                [nameof(ServerOptions.Admin)] = parse.GetValue(admin),
                [nameof(ServerOptions.AdminPasswordFile)] = parse.GetValue(adminPassword),
                [nameof(ServerOptions.AdoptThisMachine)] = parse.GetValue(adopt) ? "true" : null,
                [nameof(ServerOptions.ZabbixListen)] = parse.GetValue(zabbix),
                [nameof(ServerOptions.KeepSamples)] = parse.GetValue(keepSamples)?.ToString(CultureInfo.InvariantCulture),
                [nameof(ServerOptions.KeepHours)] = parse.GetValue(keepHours)?.ToString(CultureInfo.InvariantCulture),
                [nameof(ServerOptions.SnmpTrapListen)] = Joined(parse.GetValue(traps)),
                [nameof(ServerOptions.SyslogListen)] = Joined(parse.GetValue(syslog)),
                [nameof(ServerOptions.SyslogCertificate)] = parse.GetValue(certificate),
                [nameof(ServerOptions.MetricsUrl)] = parse.GetValue(metrics),
                [nameof(ServerOptions.MetricsWriteUrl)] = parse.GetValue(metricsWrite),
                [nameof(ServerOptions.MetricsSecretFile)] = parse.GetValue(metricsSecret),
                [nameof(ServerOptions.Anchors)] = parse.GetValue(anchors),
            }),
            modules,
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ServerOptions options, IReadOnlyList<IModule> modules, CancellationToken cancellationToken)
    {
        using var folder = DataFolderLock.Take(options.Data);
        ListenerCheck.Run(options);
        CheckPublicUrl(options.PublicUrl);
        CheckKeeping(options);
        _ = MetricsAddress.Of(options); // refused here, if at all
        await SchemaUpgrade.ApplyAsync(options.OpenDatabase(), SystemClock.Instance, cancellationToken);
        await using var app = ServerHost.Build(options, modules);
        var setup = await app.Services.GetRequiredService<FirstStart>().PrepareAsync(cancellationToken);
        await app.StartAsync(cancellationToken);
        Console.Out.WriteLine(Announce(options, app, setup));
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    private static string? Joined(string[]? given) => given is { Length: > 0 } ? string.Join(' ', given) : null;

    // A slip here would delete what was measured.
    private static void CheckKeeping(ServerOptions options)
    {
        if (options.KeepSamples is < ServerOptions.LeastKept or > ServerOptions.MostKept)
        {
            throw new StartRefusedException("keep-samples-range", options.KeepSamples, ServerOptions.LeastKept, ServerOptions.MostKept);
        }

        if (options.KeepHours < options.KeepSamples || options.KeepHours > ServerOptions.MostKept)
        {
            throw new StartRefusedException("keep-hours-range", options.KeepHours, options.KeepSamples, ServerOptions.MostKept);
        }
    }

    private static void CheckPublicUrl(string? url)
    {
        if (url is not null && (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https")))
        {
            throw new StartRefusedException("public-url-malformed", url);
        }
    }

    // The port is read back from the server, so that «--listen 127.0.0.1:0» tells which one it got.
    private static string Announce(ServerOptions options, WebApplication app, string? setup)
    {
        var port = new Uri(app.Urls.First()).Port.ToString(CultureInfo.InvariantCulture);
        var url = options.PublicUrl?.TrimEnd('/') ?? $"http://localhost:{port}";
        var sentences = app.Services.GetRequiredService<Sentences>();
        return setup is null ? sentences.Tell("started", url + "/") : sentences.Tell("started-set-up", url + "/", url + setup);
    }
}
