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

    /// <summary>Counts something of a sender that was refused for another reason than its pace.</summary>
    public void Refuse(Sender sender) => Of(sender).Refuse(clock.GetCurrentInstant());

    /// <summary>What a source sent since the server started; <c>null</c>: nothing.</summary>
    public SenderFigures? FiguresOf(Guid source) => meters.TryGetValue(source, out var meter) ? meter.FiguresAt(clock.GetCurrentInstant()) : null;

    private Meter Of(Sender sender) => meters.GetOrAdd(sender.SourceId, static _ => new Meter());

    private sealed class Meter
    {
        private readonly Lock gate = new();
        private long minute;
        private long samples;
        private long messages;
        private (long Samples, long Messages) before;
        private SenderFigures figures = new(Instant.MinValue, 0, 0, 0);

        public SenderFigures FiguresAt(Instant now)
        {
            lock (gate)
            {
                Turn(now);
                return figures with { SamplesAMinute = before.Samples, MessagesAMinute = before.Messages };
            }
        }

        public void Refuse(Instant now)
        {
            lock (gate)
            {
                figures = figures with { HeardAt = now, Refused = figures.Refused + 1 };
            }
        }

        public int? Take(Instant now, int moreSamples, int moreMessages, Sender sender)
        {
            lock (gate)
            {
                Turn(now);

                // A batch that alone is above the allowance passes in a minute of its own: it could never come otherwise.
                if ((samples > 0 && samples + moreSamples > sender.MostSamples) || (messages > 0 && messages + moreMessages > sender.MostMessages))
                {
                    figures = figures with { HeardAt = now, Refused = figures.Refused + 1 };
                    return (int)(60 - (now.ToUnixTimeSeconds() % 60));
                }

                samples += moreSamples;
                messages += moreMessages;
                figures = figures with { HeardAt = now, Samples = figures.Samples + moreSamples, Messages = figures.Messages + moreMessages };
                return null;
            }
        }

        // Another minute than the running one: what was counted is that of the minute before, unless that one was quiet.
        private void Turn(Instant now)
        {
            var current = now.ToUnixTimeSeconds() / 60;
            if (current != minute)
            {
                before = current == minute + 1 ? (samples, messages) : (0, 0);
                (minute, samples, messages) = (current, 0, 0);
            }
        }
    }
}

/// <summary>What a sender sent since the server started.</summary>
/// <param name="HeardAt">When it was last heard.</param>
/// <param name="Samples">Samples taken.</param>
/// <param name="Messages">Messages taken.</param>
/// <param name="Refused">Requests and messages that were above its allowance, or wrong.</param>
/// <param name="SamplesAMinute">Samples of the last whole minute.</param>
/// <param name="MessagesAMinute">Messages of the last whole minute.</param>
public sealed record SenderFigures(Instant HeardAt, long Samples, long Messages, long Refused, long SamplesAMinute = 0, long MessagesAMinute = 0);
