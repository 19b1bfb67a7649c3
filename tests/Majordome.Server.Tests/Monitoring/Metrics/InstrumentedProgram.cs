using System.Diagnostics.Metrics;
using System.IO.Compression;
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Majordome.Server.Tests.Monitoring.Metrics;

/// <summary>What the server answered an export.</summary>
internal sealed record ExportAnswer(HttpStatusCode Status, string? Type, TimeSpan? RetryAfter, byte[] Body);

/// <summary>A program with instruments and the exporter of the OpenTelemetry SDK, by OTLP/HTTP in protobuf; it exports when it is told to.</summary>
internal sealed class InstrumentedProgram : IDisposable
{
    private readonly Meter meter;
    private readonly MeterProvider provider;
    private readonly Wire wire = new();

    /// <param name="server">The server's address.</param>
    /// <param name="token">The token of a source.</param>
    /// <param name="temporality">What counters are exported as.</param>
    public InstrumentedProgram(string server, string token, MetricReaderTemporalityPreference temporality = MetricReaderTemporalityPreference.Cumulative)
    {
        meter = new Meter($"shop-{Guid.CreateVersion7()}");
        provider = Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(services => services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
                .AddInMemoryCollection([new("OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY", "in_memory")]).Build()))
            .SetResourceBuilder(ResourceBuilder.CreateEmpty()
                .AddService("shop", "acme", serviceInstanceId: "i-1")
                .AddAttributes([new("host.name", "srv-erp01"), new("deployment.environment.name", "production")]))
            .AddMeter(meter.Name)
            .AddView("payload", new Base2ExponentialBucketHistogramConfiguration())
            .AddOtlpExporter((exporter, reader) =>
            {
                exporter.Endpoint = new Uri(server + "/v1/metrics");
                exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
                exporter.Headers = $"Authorization=Bearer {token}";
                exporter.HttpClientFactory = () => new HttpClient(wire, disposeHandler: false);
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = int.MaxValue;
                reader.TemporalityPreference = temporality;
            })
            .Build();
    }

    public Meter Meter => meter;

    /// <summary>Whether bodies are sent in gzip.</summary>
    public bool Packs { set => wire.Packs = value; }

    /// <summary>What is done when an answer came, before the exporter sees it.</summary>
    public Action<ExportAnswer> Answered { set => wire.Answered = value; }

    public IReadOnlyList<ExportAnswer> Answers => wire.Answers;

    /// <summary>Exports what there is.</summary>
    /// <returns>Whether the exporter says that it arrived.</returns>
    public bool Export() => provider.ForceFlush(30_000);

    public void Dispose()
    {
        meter.Dispose();
        provider.Dispose();
        wire.Dispose();
    }

    private sealed class Wire : DelegatingHandler
    {
        public Wire()
            : base(new SocketsHttpHandler())
        {
        }

        public bool Packs { get; set; }

        public Action<ExportAnswer> Answered { get; set; } = static _ => { };

        public List<ExportAnswer> Answers { get; } = [];

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Pack(request);
            var response = base.Send(request, cancellationToken);
            using var body = new MemoryStream();
            response.Content.CopyTo(body, null, cancellationToken);
            Note(response, body.ToArray());
            return response;
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Pack(request);
            var response = await base.SendAsync(request, cancellationToken);
            Note(response, await response.Content.ReadAsByteArrayAsync(cancellationToken));
            return response;
        }

        private void Pack(HttpRequestMessage request)
        {
            if (Packs && request.Content is { } plain)
            {
                using var packed = new MemoryStream();
                using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
                {
                    plain.CopyTo(gzip, null, default);
                }

                request.Content = new ByteArrayContent(packed.ToArray()) { Headers = { ContentType = plain.Headers.ContentType, ContentEncoding = { "gzip" } } };
            }
        }

        // The body was read: the exporter is given it again.
        private void Note(HttpResponseMessage response, byte[] body)
        {
            var answer = new ExportAnswer(response.StatusCode, response.Content.Headers.ContentType?.MediaType, response.Headers.RetryAfter?.Delta, body);
            response.Content = new ByteArrayContent(body) { Headers = { ContentType = response.Content.Headers.ContentType } };
            Answers.Add(answer);
            Answered(answer);
        }
    }
}
