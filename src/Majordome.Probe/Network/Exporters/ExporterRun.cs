using System.Globalization;
using System.Net;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Probe.Network.Http;
using Majordome.Protocols.Prometheus;

namespace Majordome.Probe.Network.Exporters;

/// <summary>A prepared check of an exporter.</summary>
internal sealed class ExporterRun(Uri url, ExporterManners manners, ExporterReading reading, TimeProvider time) : NetworkCheck(url.IdnHost)
{
    private const string Accepted = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

    private readonly HttpConnector client = new(manners.Verify, isVersion2: false);

    protected override async Task<CheckOutcome> SpeakAsync(CancellationToken deadline)
    {
        var clock = new PhaseClock(time);
        using var request = Request();
        using var response = await client.SendAsync(request, clock, deadline).ConfigureAwait(false);
        clock.End("first-byte");
        var at = time.GetTimestamp();
        if (Refused(response) is { } refused)
        {
            return Timed.Outcome(clock, manners.Time, refused, CheckStatus.Critical);
        }

        var body = await HttpBody.ReadAsync(response, manners.BodyLimit, keep: true, deadline).ConfigureAwait(false);
        clock.End("body");
        if (body.Fault is not null || !body.IsWhole)
        {
            return Timed.Outcome(
                clock, manners.Time, body.Fault ?? string.Create(CultureInfo.InvariantCulture, $"the body exceeds {manners.BodyLimit} B"), CheckStatus.Critical);
        }

        var format = ExpositionReader.FormatOf(response.Content.Headers.ContentType?.ToString());
        var scrape = reading.Read(body.Kept.Span, format, at, time, deadline);
        var outcome = Timed.Outcome(clock, manners.Time, scrape.Text, scrape.Status);
        return outcome with
        {
            LongText = scrape.LongText,
            Measurements = [.. outcome.Measurements, new("size", body.Size, "B", Minimum: 0), .. scrape.Measurements],
        };
    }

    protected override void Dispose(bool disposing)
    {
        client.Dispose();
        base.Dispose(disposing);
    }

    private HttpRequestMessage Request()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.ConnectionClose = true;
        request.Headers.TryAddWithoutValidation("User-Agent", "Majordome");
        request.Headers.TryAddWithoutValidation("Accept", Accepted);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip");
        if (manners.Authorization.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("Authorization", manners.Authorization);
        }

        return request;
    }

    /// <summary>Why an answer is not read at all.</summary>
    private static string? Refused(HttpResponseMessage response)
    {
        if (response.StatusCode != HttpStatusCode.OK)
        {
            return string.Create(CultureInfo.InvariantCulture, $"HTTP {(int)response.StatusCode} {response.ReasonPhrase}").TrimEnd();
        }

        var type = response.Content.Headers.ContentType?.MediaType;
        return type is null or "text/plain" or "application/openmetrics-text" ? null : $"what answers shows no metrics but {type}";
    }
}
