using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Majordome.Domain;
using Majordome.Protocols.Prometheus;
using Majordome.Protocols.Snappy;
using Majordome.Server.Monitoring.Metrics;
using Majordome.Server.Platform.Web;
using NodaTime;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>
/// <c>POST /api/v1/write</c>: Prometheus remote write 1.0. What is answered by 204 is on disk; what is refused is refused whole. Native histograms are no
/// part of 1.0, and a sender drops the whole of a request that is refused: the samples beside them are kept, they are counted and told with what is put aside.
/// </summary>
public sealed class TakeRemoteWrite(SenderDirectory senders, SampleIntake intake, SenderMeters meters, AsideTray tray, IClock clock)
{
    /// <summary>The kind of what is put aside.</summary>
    public const string Kind = "remote-write";

    /// <summary>What a request of 1.0 carries: the default of <c>proto</c> in its content type (Prometheus, «Remote-Write 2.0», «Protocol»).</summary>
    public const string Message = "prometheus.WriteRequest";

    /// <summary>How far ahead of the server's clock a sample may be.</summary>
    public static readonly Duration Ahead = Duration.FromHours(1);

    /// <summary>Takes a request.</summary>
    /// <returns>
    /// 204; 400 for what cannot be read or is wrong, which Prometheus does not send again; 415 for another encoding or another message, upon which a sender
    /// of 2.0 may fall back to 1.0; 429 above the source's allowance.
    /// </returns>
    public async Task HandleAsync(HttpContext http)
    {
        if (await http.SenderAsync(senders) is not { } sender)
        {
            return;
        }

        if (MessageOf(http.Request) is not Message and var other)
        {
            await intake.RefuseAsync(
                http, sender, HttpStatusCode.UnsupportedMediaType, Refusal.Of("Content-Type", "type-unsupported", other, $"application/x-protobuf;proto={Message}"));
            return;
        }

        if (!http.Request.Headers.ContentEncoding.ToString().Equals("snappy", StringComparison.OrdinalIgnoreCase))
        {
            await intake.RefuseAsync(http, sender, HttpStatusCode.UnsupportedMediaType, Refusal.Of("Content-Encoding", "encoding-unsupported", http.Request.Headers.ContentEncoding, "snappy"));
            return;
        }

        var body = await Api.BodyAsync(http);
        _ = SnappyBlock.TryReadLength(body, out var length); // 0 where there is none: what is wrong is told when it is decompressed
        if (length > IntakeHttp.LargestBody)
        {
            await intake.RefuseAsync(http, sender, HttpStatusCode.BadRequest, Refusal.Of("body", "body-too-large", length, IntakeHttp.LargestBody));
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
            await intake.RefuseAsync(http, sender, HttpStatusCode.BadRequest, Refusal.Of("body", "body-malformed", fault!.ToString()));
            return;
        }

        var latest = (clock.GetCurrentInstant() + Ahead).ToUnixTimeMilliseconds();
        var untaken = new Untaken();
        var written = await intake.WriteAsync(sender, draft => Fill(draft, plain.AsSpan(0, length), sender, latest, untaken), http.RequestAborted);
        if (written.TryGet(out _, out var refusals))
        {
            if (untaken.Histograms > 0)
            {
                meters.Refuse(sender);
                tray.Count(Kind, sender, "histograms-not-kept", FormattableString.Invariant($"{untaken.First}: {untaken.Histograms}"));
            }

            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        await SampleIntake.RefuseAsync(http, refusals[0]);
    }

    // RFC 9110, 8.3: parameters as they come; a request that names no message is of 1.0.
    private static string MessageOf(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.Parameters.FirstOrDefault(p => p.Name.Equals("proto", StringComparison.OrdinalIgnoreCase)) is { Value: { } value }
            ? value.Trim('"')
            : Message;

    private static Refusal? Fill(BatchDraft draft, ReadOnlySpan<byte> request, Sender sender, long latest, Untaken untaken)
    {
        var reader = new RemoteWriteReader(request);
        Span<long> instants = stackalloc long[128];
        Span<double> values = stackalloc double[128];
        while (reader.MoveNext())
        {
            var series = reader.Current;
            var labels = series.LabelBlock;
            if (series.HistogramCount > 0)
            {
                untaken.First = untaken.First.Length > 0 ? untaken.First : Spell(series.Labels);
                if (series.SampleCount == 0)
                {
                    continue; // nothing of it is kept
                }
            }

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

        untaken.Histograms = reader.Histograms;
        return reader.Fault is { } fault ? Refusal.Of("body", "body-malformed", fault.ToString()) : null;
    }

    private static string Spell(RemoteWriteLabels labels)
    {
        var text = new StringBuilder();
        foreach (var label in labels)
        {
            text.Append(text.Length > 0 ? ", " : "{").Append(Encoding.UTF8.GetString(label.Name)).Append("=\"").Append(Encoding.UTF8.GetString(label.Value)).Append('"');
        }

        return text.Append('}').ToString();
    }

    private sealed class Untaken
    {
        public long Histograms { get; set; }

        public string First { get; set; } = "";
    }
}
