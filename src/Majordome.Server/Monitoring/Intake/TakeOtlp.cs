using System.Buffers;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Majordome.Domain;
using Majordome.Protocols.OpenTelemetry;
using Majordome.Server.Monitoring.Metrics;
using Majordome.Server.Platform.Web;
using NodaTime;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>
/// <c>POST /v1/metrics</c>: OTLP/HTTP (OpenTelemetry protocol 1.x), in protobuf or JSON. What is answered by 200 is on disk, save the data points that the
/// answer counts as rejected; any other answer means that nothing was kept.
/// </summary>
public sealed class TakeOtlp(SenderDirectory senders, SampleIntake intake, IClock clock)
{
    private const string Protobuf = "application/x-protobuf";
    private const string Json = "application/json";

    /// <summary>Takes a request.</summary>
    /// <returns>
    /// 200 with an <c>ExportMetricsServiceResponse</c> of the request's type; 400 for what cannot be read, 413 for what is too large, neither of which is
    /// sent again; 415 for another type or encoding; 429 above the source's allowance.
    /// </returns>
    public async Task HandleAsync(HttpContext http)
    {
        if (await http.SenderAsync(senders) is not { } sender)
        {
            return;
        }

        var type = MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var header) ? header.MediaType?.ToLowerInvariant() : null;
        if (type is not Protobuf and not Json)
        {
            await http.RefuseAsync(HttpStatusCode.UnsupportedMediaType, Refusal.Of("Content-Type", "type-unsupported", http.Request.ContentType, Protobuf));
            return;
        }

        var encoding = http.Request.Headers.ContentEncoding.ToString().ToLowerInvariant();
        if (encoding is not "" and not "identity" and not "gzip")
        {
            await http.RefuseAsync(HttpStatusCode.UnsupportedMediaType, Refusal.Of("Content-Encoding", "encoding-unsupported", encoding, "gzip"));
            return;
        }

        var sent = await Api.BodyAsync(http);
        var plain = encoding == "gzip" ? Inflate(sent) : (ReadOnlyMemory<byte>)sent;
        if (!plain.TryGet(out var body, out var refusals))
        {
            await http.RefuseAsync(refusals[0].Rule is "body-too-large" ? HttpStatusCode.RequestEntityTooLarge : HttpStatusCode.BadRequest, refusals[0]);
            return;
        }

        await TakeAsync(http, sender, body, type is Json);
    }

    private async Task TakeAsync(HttpContext http, Sender sender, ReadOnlyMemory<byte> body, bool isJson)
    {
        var latest = Micros.Of(clock.GetCurrentInstant() + TakeRemoteWrite.Ahead);
        OtlpOutcome? outcome = null;
        var written = await intake.WriteAsync(
            sender,
            draft =>
            {
                var filling = new Filling(draft, sender);
                outcome = isJson ? OtlpMetrics.ReadJson(body, latest, filling) : OtlpMetrics.ReadProtobuf(body.Span, latest, filling);
                return filling.Refusal ?? (outcome.Fault is { } fault ? Refusal.Of("body", "body-malformed", fault.ToString()) : null);
            },
            http.RequestAborted);
        await (written.TryGet(out _, out var refusals) ? AnswerAsync(http, outcome!, isJson) : SampleIntake.RefuseAsync(http, refusals[0]));
    }

    private static async Task AnswerAsync(HttpContext http, OtlpOutcome outcome, bool isJson)
    {
        var message = outcome.Rule is null ? "" : $"{outcome.Metric}: {outcome.Rule}";
        http.Response.ContentType = isJson ? Json : Protobuf;
        await http.Response.Body.WriteAsync(isJson ? OtlpAnswer.Json(outcome.Rejected, message) : OtlpAnswer.Protobuf(outcome.Rejected, message), http.RequestAborted);
    }

    private static Result<ReadOnlyMemory<byte>> Inflate(byte[] packed)
    {
        try
        {
            using var source = new MemoryStream(packed);
            using var gzip = new GZipStream(source, CompressionMode.Decompress);
            var plain = new ArrayBufferWriter<byte>(4096);
            while (gzip.Read(plain.GetSpan(4096)) is > 0 and var length)
            {
                plain.Advance(length);
                if (plain.WrittenCount > IntakeHttp.LargestBody)
                {
                    return Refusal.Of("body", "body-too-large", plain.WrittenCount, IntakeHttp.LargestBody);
                }
            }

            return plain.WrittenMemory;
        }
        catch (InvalidDataException broken)
        {
            return Refusal.Of("body", "body-malformed", broken.Message);
        }
    }

    private sealed class Filling(BatchDraft draft, Sender sender) : IOtlpVisitor
    {
        public Refusal? Refusal { get; private set; }

        public bool Sample(ReadOnlySpan<byte> labels, long instant, double value)
        {
            if (!sender.Admits(draft.Catalogue, labels))
            {
                Refusal = Refusal.Of("metrics", "series-too-many", sender.MostSeries);
                return false;
            }

            draft.Add(labels, instant, value);
            return true;
        }
    }
}
