using System.Net;
using Majordome.Domain;
using Majordome.Server.Monitoring.Metrics;
using NodaTime;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>Writes the samples that senders send, within what they are allowed: a batch whole, or not at all.</summary>
public sealed class SampleIntake(SenderMeters meters, BatchWriter writer, BatchNumbers numbers, MetricRetention retention, IClock clock)
{
    /// <summary>When one may try again that has all the series it is allowed, in seconds: people have to act first.</summary>
    private const int UntilPeopleAct = 600;

    /// <summary>Writes a batch; when the task ends, it is on disk.</summary>
    /// <param name="sender">Whose.</param>
    /// <param name="fill">As <see cref="BatchWriter.WriteAsync"/> wants it.</param>
    /// <param name="cancellationToken">Until it is handed over.</param>
    /// <returns>How many samples, or what <paramref name="fill"/> refused, <c>sample-too-old</c> (instant, the earliest that is taken), or <c>sender-too-fast</c> (samples, allowance, seconds to wait).</returns>
    public async Task<Result<int>> WriteAsync(Sender sender, Func<BatchDraft, Refusal?> fill, CancellationToken cancellationToken)
    {
        // The draft may be filled again when another server registered series: the sender is counted once.
        var isCounted = false;
        var written = await writer.WriteAsync(numbers.Next(sender), draft => fill(draft) ?? Count(draft), cancellationToken);
        if (!written.IsAccepted && written.Refusals[0].Rule is not "sender-too-fast")
        {
            meters.Refuse(sender); // what is above the pace is counted where the pace is
        }

        return written;

        Refusal? Count(BatchDraft draft)
        {
            var from = retention.TakenFrom(Micros.Of(clock.GetCurrentInstant()));
            if (draft.Earliest < from)
            {
                return Refusal.Of("samples", "sample-too-old", Micros.At(draft.Earliest), Micros.At(from));
            }

            if (!isCounted && meters.TakeSamples(sender, draft.Samples) is { } wait)
            {
                return Refusal.Of("samples", "sender-too-fast", draft.Samples, sender.MostSamples, wait);
            }

            isCounted = true;
            return null;
        }
    }

    /// <summary>Answers with a refusal of what did not come so far as to be a batch, and counts it.</summary>
    public Task RefuseAsync(HttpContext http, Sender sender, HttpStatusCode status, Refusal refusal)
    {
        meters.Refuse(sender);
        return http.RefuseAsync(status, refusal);
    }

    /// <summary>Answers why a batch was not written: 429 with Retry-After above an allowance, else 400.</summary>
    public static Task RefuseAsync(HttpContext http, Refusal refusal) => refusal.Rule switch
    {
        "sender-too-fast" => http.RefuseAsync(HttpStatusCode.TooManyRequests, refusal, (int)refusal.Values[2]!),
        "series-too-many" => http.RefuseAsync(HttpStatusCode.TooManyRequests, refusal, UntilPeopleAct),
        _ => http.RefuseAsync(HttpStatusCode.BadRequest, refusal),
    };
}
