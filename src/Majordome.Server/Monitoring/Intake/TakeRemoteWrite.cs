using System.Buffers;
using System.Net;
using Majordome.Domain;
using Majordome.Protocols.Prometheus;
using Majordome.Protocols.Snappy;
using Majordome.Server.Monitoring.Metrics;
using Majordome.Server.Platform.Web;
using NodaTime;

namespace Majordome.Server.Monitoring.Intake;

/// <summary><c>POST /api/v1/write</c>: Prometheus remote write 1.0. What is answered by 204 is on disk; what is refused is refused whole.</summary>
public sealed class TakeRemoteWrite(SenderDirectory senders, SampleIntake intake, IClock clock)
{
    /// <summary>How far ahead of the server's clock a sample may be.</summary>
    public static readonly Duration Ahead = Duration.FromHours(1);

    /// <summary>Takes a request.</summary>
    /// <returns>
    /// 204; 400 for what cannot be read or is wrong, which Prometheus does not send again; 415 for another encoding; 429 above the source's allowance.
    /// </returns>
    public async Task HandleAsync(HttpContext http)
    {
        if (await http.SenderAsync(senders) is not { } sender)
        {
            return;
        }

        if (!http.Request.Headers.ContentEncoding.ToString().Equals("snappy", StringComparison.OrdinalIgnoreCase))
        {
            await http.RefuseAsync(HttpStatusCode.UnsupportedMediaType, Refusal.Of("Content-Encoding", "encoding-unsupported", http.Request.Headers.ContentEncoding, "snappy"));
            return;
        }

        var body = await Api.BodyAsync(http);
        if (!SnappyBlock.TryReadLength(body, out var length) || length > IntakeHttp.LargestBody)
        {
            await http.RefuseAsync(HttpStatusCode.BadRequest, Refusal.Of("body", "body-too-large", length, IntakeHttp.LargestBody));
            return;
        }

        var plain = ArrayPool<byte>.Shared.Rent(Math.Max(1, length));
        try
        {
            await TakeAsync(http, sender, body, plain);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(plain);
        }
    }

    private async Task TakeAsync(HttpContext http, Sender sender, byte[] body, byte[] plain)
    {
        if (!SnappyBlock.TryDecompress(body, plain, out var length, out var fault))
        {
            await http.RefuseAsync(HttpStatusCode.BadRequest, Refusal.Of("body", "body-malformed", fault!.ToString()));
            return;
        }

        var latest = (clock.GetCurrentInstant() + Ahead).ToUnixTimeMilliseconds();
        var written = await intake.WriteAsync(sender, draft => Fill(draft, plain.AsSpan(0, length), sender, latest), http.RequestAborted);
        if (written.TryGet(out _, out var refusals))
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        await SampleIntake.RefuseAsync(http, refusals[0]);
    }

    private static Refusal? Fill(BatchDraft draft, ReadOnlySpan<byte> request, Sender sender, long latest)
    {
        var reader = new RemoteWriteReader(request);
        Span<long> instants = stackalloc long[128];
        Span<double> values = stackalloc double[128];
        while (reader.MoveNext())
        {
            var series = reader.Current;
            var labels = series.LabelBlock;

            // Labels are judged when they first come: equal bytes are equally right.
            if (!draft.Catalogue.TryFind(labels, out var number))
            {
                if (series.FaultOf(RemoteWriteLimits.Default) is { } wrong)
                {
                    return Refusal.Of("timeseries.labels", "body-malformed", wrong.ToString());
                }

                if (!draft.HasRoom(sender.MostSeries))
                {
                    return Refusal.Of("timeseries", "series-too-many", sender.MostSeries);
                }

                number = draft.Number(labels);
            }

            var count = 0;
            foreach (var sample in series.Samples)
            {
                if (sample.Timestamp > latest || sample.Timestamp < 0)
                {
                    return Refusal.Of("timeseries.samples.timestamp", "sample-not-of-now", sample.Timestamp);
                }

                (instants[count], values[count]) = (sample.Timestamp * 1000, sample.Value);
                if (++count == instants.Length)
                {
                    draft.Add(number, instants, values);
                    count = 0;
                }
            }

            if (count > 0)
            {
                draft.Add(number, instants[..count], values[..count]);
            }
        }

        return reader.Fault is { } fault ? Refusal.Of("body", "body-malformed", fault.ToString()) : null;
    }
}
