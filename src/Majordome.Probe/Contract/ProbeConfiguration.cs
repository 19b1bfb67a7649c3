using System.Collections.Immutable;

namespace Majordome.Probe.Contract;

/// <summary>What a probe has to do.</summary>
/// <param name="Version">Version of this contract; a probe refuses one it does not know (<see cref="ProbeContract.Version"/>).</param>
/// <param name="Tag">Names this very content (an entity tag): equal tags, equal content.</param>
/// <param name="Checks">Every check of this probe; what is not listed is no longer run.</param>
public sealed record ProbeConfiguration(int Version, string Tag, ImmutableArray<CheckAssignment> Checks);

/// <summary>The contract between a probe and its server.</summary>
public static class ProbeContract
{
    /// <summary>Version of the messages in this assembly.</summary>
    public const int Version = 1;
}
