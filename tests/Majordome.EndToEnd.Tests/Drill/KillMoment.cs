namespace Majordome.EndToEnd.Tests.Drill;

/// <summary>The steps of the story at which a moment of death begins to be counted.</summary>
public enum Step
{
    /// <summary>nginx was stopped: results are being taken, the incident is opened, people are paged.</summary>
    Fault,

    /// <summary>The incident is there: letters and webhooks are leaving.</summary>
    Opened,

    /// <summary>Somebody is about to take it: the request and the server's death cross each other.</summary>
    Taking,

    /// <summary>nginx runs again: the recovery is confirmed, service is restored, people are told.</summary>
    Back,

    /// <summary>The ticket is restored: the last letters are leaving.</summary>
    Restored,
}

/// <summary>When the server is killed.</summary>
/// <param name="Step">From which step on.</param>
/// <param name="Delay">How long after it.</param>
public sealed record KillMoment(Step Step, TimeSpan Delay)
{
    /// <summary>
    /// Draws a moment: any step as likely as another; within it evenly over the time in which its work happens. Steps that wait for
    /// checks take seconds; a request or a delivery takes milliseconds, and that is where a death would hurt.
    /// </summary>
    public static KillMoment Draw(Random random)
    {
        var step = (Step)random.Next(Enum.GetValues<Step>().Length);
        var span = step switch
        {
            Step.Fault => TimeSpan.FromSeconds(5),
            Step.Back => TimeSpan.FromSeconds(4),
            Step.Taking => TimeSpan.FromMilliseconds(40),
            _ => TimeSpan.FromMilliseconds(500),
        };
        return new(step, span * random.NextDouble());
    }

    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Step} + {Delay.TotalMilliseconds:0} ms");
}
