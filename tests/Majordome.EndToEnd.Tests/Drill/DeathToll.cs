namespace Majordome.EndToEnd.Tests.Drill;

/// <summary>What a drill with deaths came to.</summary>
/// <param name="Deaths">How many there were.</param>
/// <param name="Faults">What was found wrong; empty: nothing.</param>
public sealed record DeathToll(int Deaths, IReadOnlyList<string> Faults)
{
    /// <summary>Of a drill that was to have so many deaths: fewer are a fault, as what was not done shows nothing.</summary>
    public static DeathToll Of(int deaths, int wanted, IReadOnlyList<string> faults) =>
        new(deaths, deaths < wanted ? [.. faults, $"{deaths} deaths of {wanted}"] : faults);
}
