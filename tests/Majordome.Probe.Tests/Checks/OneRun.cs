using System.Diagnostics;
using Majordome.Probe.Checks;
using Majordome.Probe.Machine;
using Majordome.Probe.Plugins;

namespace Majordome.Probe.Tests.Checks;

/// <summary>Runs one check as the scheduler does.</summary>
internal static class OneRun
{
    public static CheckCatalogue Catalogue(string root = "/", params string[] plugins) =>
        new(TimeProvider.System, new MachineFiles(root), new PluginDirectories([.. plugins]));

    /// <summary>Runs a check once, with parameters written <c>name=value</c>.</summary>
    public static async Task<CheckOutcome> OnceAsync(CheckCatalogue catalogue, string type, string target, TimeSpan limit, params string[] parameters)
    {
        var named = parameters.Select(text => text.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        using var check = catalogue.Prepare(type, target, named).Value;
        using var deadline = new CancellationTokenSource(limit);
        try
        {
            return await check.RunAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return check.TimedOut(limit);
        }
    }

    public static async Task<CheckOutcome> OnceAsync(string type, string target, params string[] parameters)
    {
        using var catalogue = Catalogue();
        return await OnceAsync(catalogue, type, target, TimeSpan.FromSeconds(10), parameters);
    }

    /// <summary>Waits until something holds, half a minute at most.</summary>
    public static async Task UntilAsync(Func<bool> holds, string what)
    {
        var started = Stopwatch.GetTimestamp();
        while (!holds())
        {
            Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(30), what);
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }
}
