using System.Buffers;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using Majordome.Domain;
using Majordome.Protocols.OpenTelemetry;
using Majordome.Server.Monitoring.Metrics;
using NodaTime;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>
/// <c>POST /v1/metrics</c>: OTLP/HTTP (OpenTelemetry protocol 1.x), in protobuf or JSON. What is answered by 200 is on disk, save the data points that the
/// answer counts as rejected; any other answer means that nothing was kept.
/// </summary>
public sealed class TakeOtlp(SenderDirectory senders, SenderMeters meters, BatchWriter writer, BatchNumbers numbers, IClock clock)
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

        Result<ReadOnlyMemory<byte>> plain = await http.BodyAsync();
        if (encoding == "gzip" && plain.TryGet(out var packed, out _))
        {
            plain = Inflate(packed);
        }

        if (!plain.TryGet(out var body, out var refusals))
        {
            await http.RefuseAsync(refusals[0].Rule is "body-too-large" ? HttpStatusCode.RequestEntityTooLarge : HttpStatusCode.BadRequest, refusals[0]);
            return;
        }

        await TakeAsync(http, sender, body, type is Json);
    }

    private async Task TakeAsync(HttpContext http, Sender sender, ReadOnlyMemory<byte> body, bool isJson)
    {
        var latest = (clock.GetCurrentInstant() + TakeRemoteWrite.Ahead).ToUnixTimeTicks() / 10;
        int? wait = null;
        OtlpOutcome? outcome = null;
        var written = await writer.WriteAsync(
            numbers.Next(sender),
            draft =>
            {
                var filling = new Filling(draft, sender);
                outcome = isJson ? OtlpMetrics.ReadJson(body, latest, filling) : OtlpMetrics.ReadProtobuf(body.Span, latest, filling);
                var refusal = filling.Refusal ?? (outcome.Fault is { } fault ? Refusal.Of("body", "body-malformed", fault.ToString()) : null);
                wait = refusal is null ? meters.TakeSamples(sender, draft.Samples) : null;
                return wait is null ? refusal : Refusal.Of("samples", "sender-too-fast", draft.Samples, sender.MostSamples);
            },
            http.RequestAborted);
        if (written.TryGet(out _, out var refusals))
        {
            await AnswerAsync(http, outcome!, isJson);
            return;
        }

        var isLimit = refusals[0].Rule is "sender-too-fast" or "series-too-many";
        await http.RefuseAsync(isLimit ? HttpStatusCode.TooManyRequests : HttpStatusCode.BadRequest, refusals[0], isLimit ? wait ?? 600 : null);
    }

    private static async Task AnswerAsync(HttpContext http, OtlpOutcome outcome, bool isJson)
    {
        var message = outcome.Rule is null ? "" : $"{outcome.Metric}: {outcome.Rule}";
        http.Response.ContentType = isJson ? Json : Protobuf;
        await http.Response.Body.WriteAsync(isJson ? OtlpAnswer.Json(outcome.Rejected, message) : OtlpAnswer.Protobuf(outcome.Rejected, message), http.RequestAborted);
    }

    private static Result<ReadOnlyMemory<byte>> Inflate(ReadOnlyMemory<byte> packed)
    {
        try
        {
            var array = MemoryMarshal.TryGetArray(packed, out var segment) ? segment : new ArraySegment<byte>(packed.ToArray());
            using var source = new MemoryStream(array.Array!, array.Offset, array.Count);
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
            if (!draft.Catalogue.Knows(labels) && draft.Catalogue.Count >= sender.MostSeries)
            {
                Refusal = Refusal.Of("metrics", "series-too-many", sender.MostSeries);
                return false;
            }

            draft.Add(labels, instant, value);
            return true;
        }
    }
}
