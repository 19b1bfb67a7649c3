namespace Majordome.Protocols.Prometheus;

/// <summary>The kinds of a family of series (OpenMetrics 1.0, «Metric Types»), numbered as remote write numbers them.</summary>
public enum MetricKind
{
    /// <summary>Not told.</summary>
    Unknown = 0,

    /// <summary>Only grows.</summary>
    Counter = 1,

    /// <summary>Goes up and down.</summary>
    Gauge = 2,

    /// <summary>Cumulative buckets.</summary>
    Histogram = 3,

    /// <summary>Buckets that go up and down.</summary>
    GaugeHistogram = 4,

    /// <summary>Quantiles.</summary>
    Summary = 5,

    /// <summary>Texts, always one.</summary>
    Info = 6,

    /// <summary>One of several states.</summary>
    StateSet = 7,
}
