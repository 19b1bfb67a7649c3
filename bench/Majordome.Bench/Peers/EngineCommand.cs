using System.CommandLine;
using Majordome.Bench.Peers.Checks;
using Majordome.Bench.Peers.Icmp;
using Majordome.Bench.Peers.Ingest;
using Majordome.Bench.Peers.Plugins;
using Majordome.Bench.Peers.Snmp;

namespace Majordome.Bench.Peers;

/// <summary><c>majordome bench engine</c>: Majordome's own part in a work, started by <see cref="PeersBench"/> as a process apart; not for people.</summary>
internal static class EngineCommand
{
    public static Command Create()
    {
        var command = new Command("engine", "Majordome's own part in a work against peers") { Checks(), Compact(), Icmp(), Plugins(), Devices("snmp-agents", AgentFarm.RunAsync), Devices("snmp-walk", EngineWalk.RunAsync) };
        command.Hidden = true;
        return command;
    }

    private static Command Checks()
    {
        var (folder, count, port) = (new Argument<string>("folder"), new Argument<int>("count"), new Argument<int>("port"));
        var checks = new Command("checks") { folder, count, port };
        checks.SetAction((parse, _) => EngineLoad.RunAsync(
            parse.GetValue(folder)!, EngineLoad.Assignments(new CheckLoad(parse.GetValue(count), parse.GetValue(port))), Console.In, Console.Out));
        return checks;
    }

    private static Command Compact()
    {
        var folder = new Argument<string>("folder");
        var compact = new Command("compact") { folder };
        compact.SetAction((parse, _) => MajordomeStore.CompactAsync(parse.GetValue(folder)!, Console.Out));
        return compact;
    }

    private static Command Icmp()
    {
        var (targets, count, repeat) = (new Argument<int>("targets"), new Argument<int>("count"), new Argument<int>("repeat"));
        var icmp = new Command("icmp") { targets, count, repeat };
        icmp.SetAction((parse, _) => EngineEcho.RunAsync(parse.GetValue(targets), parse.GetValue(count), parse.GetValue(repeat), Console.Out));
        return icmp;
    }

    private static Command Plugins()
    {
        var (folder, port) = (new Argument<string>("folder"), new Argument<int>("port"));
        var plugins = new Command("plugins") { folder, port };
        plugins.SetAction((parse, _) => EngineLoad.RunAsync(
            parse.GetValue(folder)!, EngineLoad.PluginAssignments(PluginsWork.Commands(parse.GetValue(port))), Console.In, Console.Out));
        return plugins;
    }

    private static Command Devices(string name, Func<int, int, TextReader, TextWriter, Task<int>> run)
    {
        var (devices, port) = (new Argument<int>("devices"), new Argument<int>("port"));
        var command = new Command(name) { devices, port };
        command.SetAction((parse, _) => run(parse.GetValue(devices), parse.GetValue(port), Console.In, Console.Out));
        return command;
    }
}
