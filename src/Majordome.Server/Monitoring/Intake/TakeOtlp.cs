using System.Net;
using System.Net.Http.Headers;
using Majordome.Domain;
using Majordome.Protocols.OpenTelemetry;
using Majordome.Server.Monitoring.Metrics;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Web;
using NodaTime;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>
/// <c>POST /v1/metrics</c>: OTLP/HTTP (OpenTelemetry protocol 1.x), in protobuf or JSON. What is answered by 200 is on disk, save the data points that the
/// answer counts as rejected; any other answer means that nothing was kept.
/// </summary>
public sealed class TakeOtlp(SenderDirectory senders, SampleIntake intake, Sentences sentences, IClock clock)
{
    /// <summary>The type of a request in protobuf, and of the answer to it.</summary>
    public const string ProtobufType = "application/x-protobuf";

    /// <summary>The type of a request in JSON, and of the answer to it.</summary>
    public const string JsonType = "application/json";

    /// <summary>The type of a request: one of the two; <c>null</c>: another.</summary>
    public static string? TypeOf(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var header) && header.MediaType?.ToLowerInvariant() is (ProtobufType or JsonType) and var type ? type : null;

    /// <summary>Takes a request.</summary>
    /// <returns>
    /// 200 with an <c>ExportMetricsServiceResponse</c> of the request's type; 400 for what cannot be read, 413 for what is too large, neither of which is
    /// sent again; 415 for another type or encoding; 429 above the source's allowance. What refuses is said as <see cref="OtlpRefusals"/> does.
    /// </returns>
    public async Task HandleAsync(HttpContext http)
    {
        if (await http.SenderAsync(senders) is not { } sender)
        {
            return;
        }

        if (TypeOf(http.Request) is not { } type)
        {
            await intake.RefuseAsync(http, sender, HttpStatusCode.UnsupportedMediaType, Refusal.Of("Content-Type", "type-unsupported", http.Request.ContentType, ProtobufType));
            return;
        }

        var encoding = http.Request.Headers.ContentEncoding.ToString().ToLowerInvariant();
        if (encoding is not "" and not "identity" and not "gzip")
        {
            await intake.RefuseAsync(http, sender, HttpStatusCode.UnsupportedMediaType, Refusal.Of("Content-Encoding", "encoding-unsupported", encoding, "gzip"));
            return;
        }

        var sent = await Api.BodyAsync(http);
        var plain = encoding == "gzip" ? GzipBody.Unpack(sent, IntakeHttp.LargestBody) : (ReadOnlyMemory<byte>)sent;
        if (!plain.TryGet(out var body, out var refusals))
        {
            await intake.RefuseAsync(http, sender, refusals[0].Rule is "body-too-large" ? HttpStatusCode.RequestEntityTooLarge : HttpStatusCode.BadRequest, refusals[0]);
            return;
        }

        await TakeAsync(http, sender, body, type is JsonType);
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

    private async Task AnswerAsync(HttpContext http, OtlpOutcome outcome, bool isJson)
    {
        var message = outcome.Rule is { } rule ? $"{outcome.Metric}: {sentences.TellIn("en", rule)}" : "";
        http.Response.ContentType = isJson ? JsonType : ProtobufType;
        await http.Response.Body.WriteAsync(isJson ? OtlpAnswer.Json(outcome.Rejected, message) : OtlpAnswer.Protobuf(outcome.Rejected, message), http.RequestAborted);
    }

    private sealed class Filling(BatchDraft draft, Sender sender) : IOtlpVisitor
    {
        public Refusal? Refusal { get; private set; }

        public bool Sample(ReadOnlySpan<byte> labels, long instant, double value)
        {
            if (!sender.Admits(draft, labels))
            {
                Refusal = Refusal.Of("metrics", "series-too-many", sender.MostSeries);
                return false;
            }

            draft.Add(labels, instant, value);
            return true;
        }
    }
}
