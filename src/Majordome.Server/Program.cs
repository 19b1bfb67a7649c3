using System.CommandLine;
using Majordome.Probe.Checks;
using Majordome.Probe.Machine;
using Majordome.Probe.Plugins;
using Majordome.Server;
using Majordome.Server.Monitoring.ByHand;
using Majordome.Server.Platform.Backup;
using Majordome.Server.Platform.Start;
using Majordome.Server.Platform.Trace;
using Majordome.Server.ServiceDesk.Sla;

try
{
    CommandLanguage.Speak(args);
    var modules = AllModules.List;
    using var catalogue = new CheckCatalogue(TimeProvider.System, new MachineFiles(), PluginDirectories.Usual);
    var run = RunCommand.Create(modules);
    var root = new RootCommand("Majordome")
    {
        run,
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
    var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
    var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
    if (parsed.CommandResult.Command == run)
    {
        invocation.ProcessTerminationTimeout = RunCommand.TimeToEnd;
    }

    return await parsed.InvokeAsync(invocation);
}
catch (Exception exception) when (CommandFailure.Of(exception) is { } failure)
{
    if (failure.Sentence is { } sentence)
    {
        Console.Error.WriteLine(sentence);
    }

    return failure.ExitCode;
}
