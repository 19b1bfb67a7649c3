using System.CommandLine;
using System.Globalization;
using Majordome.Probe.Checks;
using Majordome.Probe.Machine;
using Majordome.Probe.Plugins;
using Majordome.Server;
using Majordome.Server.Monitoring.ByHand;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Backup;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Start;
using Majordome.Server.Platform.Trace;
using Majordome.Server.ServiceDesk.Sla;

var modules = AllModules.List;
var language = Array.IndexOf(args, "--lang") is >= 0 and var at && at + 1 < args.Length
    ? args[at + 1]
    : DatabaseArguments.Surroundings().Build()[$"{ServerOptions.Section}:{nameof(ServerOptions.Lang)}"];
CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language is "en" ? "en-GB" : "fr-FR");

using var catalogue = new CheckCatalogue(TimeProvider.System, new MachineFiles(), PluginDirectories.Usual);
var root = new RootCommand("Majordome")
{
    RunCommand.Create(modules),
    TokenCommand.Create(modules),
    AuditCommand.Create(modules),
    BackupCommands.CreateBackup(modules),
    BackupCommands.CreateRestore(),
    SlaCommand.Create(),
    CheckCommand.Create(catalogue, TimeProvider.System),
    PerfdataCommand.Create(),
    SnmpCommand.Create(),
    MetricsCommand.Create(),
};

// A threshold may begin with @, which would otherwise name a file of arguments.
var parsing = new ParserConfiguration { ResponseFileTokenReplacer = null };
try
{
    return await root.Parse(args, parsing).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (StartRefusedException refused)
{
    Console.Error.WriteLine(new Sentences().Tell(refused.Rule, [.. refused.Values]));
    return 1;
}
catch (System.Data.Common.DbException exception)
{
    Console.Error.WriteLine(new Sentences().Tell("database-unreachable", exception.Message));
    return 1;
}
catch (SchemaRefusedException refused)
{
    Console.Error.WriteLine(new Sentences().Tell(refused.Rule, refused.Value));
    return 1;
}
