using System.Collections.Concurrent;
using NodaTime;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>How much each sender sent in the running minute, and what it sent since the server started.</summary>
public sealed class SenderMeters(IClock clock)
{
    private readonly ConcurrentDictionary<Guid, Meter> meters = new();

    /// <summary>Counts samples; when the minute's allowance is used up, how long until the next, in seconds.</summary>
    public int? TakeSamples(Sender sender, int count) => Of(sender).Take(clock.GetCurrentInstant(), count, 0, sender);

    /// <summary>Counts messages, in the same way.</summary>
    public int? TakeMessages(Sender sender, int count) => Of(sender).Take(clock.GetCurrentInstant(), 0, count, sender);

    /// <summary>What a source sent since the server started; <c>null</c>: nothing.</summary>
    public SenderFigures? FiguresOf(Guid source) => meters.TryGetValue(source, out var meter) ? meter.Figures : null;

    private Meter Of(Sender sender) => meters.GetOrAdd(sender.SourceId, static _ => new Meter());

    private sealed class Meter
    {
        private readonly Lock gate = new();
        private long minute;
        private long samples;
        private long messages;

        public SenderFigures Figures { get; private set; } = new(Instant.MinValue, 0, 0, 0);

        public int? Take(Instant now, int moreSamples, int moreMessages, Sender sender)
        {
            lock (gate)
            {
                var second = now.ToUnixTimeSeconds();
                if (second / 60 != minute)
                {
                    (minute, samples, messages) = (second / 60, 0, 0);
                }

                // A batch that alone is above the allowance passes in a minute of its own: it could never come otherwise.
                if ((samples > 0 && samples + moreSamples > sender.MostSamples) || (messages > 0 && messages + moreMessages > sender.MostMessages))
                {
                    Figures = Figures with { HeardAt = now, Refused = Figures.Refused + 1 };
                    return (int)(60 - (second % 60));
                }

                samples += moreSamples;
                messages += moreMessages;
                Figures = Figures with { HeardAt = now, Samples = Figures.Samples + moreSamples, Messages = Figures.Messages + moreMessages };
                return null;
            }
        }
    }
}

/// <summary>What a sender sent since the server started.</summary>
/// <param name="HeardAt">When it was last heard.</param>
/// <param name="Samples">Samples taken.</param>
/// <param name="Messages">Messages taken.</param>
/// <param name="Refused">Requests that were above its allowance.</param>
public sealed record SenderFigures(Instant HeardAt, long Samples, long Messages, long Refused);
