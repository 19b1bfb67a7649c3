using Majordome.Probe.Checks;
using Majordome.Probe.Machine;
using Majordome.Probe.Plugins;

namespace Majordome.Server.Monitoring.Probes;

/// <summary>Registers what the probe in this process is made of.</summary>
internal static class ProbeServices
{
    public static void AddEmbeddedProbe(this IServiceCollection services)
    {
        services.AddSingleton(provider => new CheckCatalogue(
            provider.GetRequiredService<TimeProvider>(), new MachineFiles(), PluginDirectories.Usual));
        services.AddSingleton<LocalServerLink>();
        services.AddHostedService<EmbeddedProbe>();
    }
}
