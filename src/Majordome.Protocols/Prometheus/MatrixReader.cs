using System.Text.Json;

namespace Majordome.Protocols.Prometheus;

/// <summary>A series of an answer: its labels in the order given, its samples as they came.</summary>
public sealed class MatrixSeries
{
    /// <summary>Names and values, <c>__name__</c> among them.</summary>
    public List<KeyValuePair<string, string>> Labels { get; } = [];

    /// <summary>Milliseconds since 1970 UTC.</summary>
    public List<long> Instants { get; } = [];

    /// <summary>As many.</summary>
    public List<double> Values { get; } = [];
}

/// <summary>
/// Reads the answer of Prometheus' HTTP API to a query whose result is a matrix (prometheus.io, «HTTP API», «Range vectors»; RFC 8259), piece by
/// piece as it arrives: <c>{"status":"success","data":{"resultType":"matrix","result":[{"metric":{…},"values":[[1435781430.781,"1"],…]}]}}</c>.
/// Members that are not known are passed over.
/// </summary>
/// <remarks>
/// Rules: <c>answer-not-json</c>, <c>answer-not-a-matrix</c>, <c>answer-instant</c>, <c>answer-value</c>, <c>answer-too-large</c>. Values are texts: any finite double
/// to the bit as the peer writes its shortest form, <c>NaN</c>, <c>+Inf</c>, <c>-Inf</c>.
/// </remarks>
public sealed class MatrixReader(int mostSamples)
{
    private readonly List<MatrixSeries> series = [];
    private JsonReaderState state;
    private long position;
    private Member root;
    private Member data;
    private Member item;
    private string label = "";
    private long? instant;
    private int samples;
    private bool isMatrix;

    /// <summary>What of an object's members the reader is in.</summary>
    private enum Member
    {
        Other,
        Data,
        Error,
        ResultType,
        Result,
        Metric,
        Values,
    }

    /// <summary>The series so far.</summary>
    public IReadOnlyList<MatrixSeries> Series => series;

    /// <summary>What the peer said went wrong (<c>error</c>), or <c>null</c>.</summary>
    public string? Error { get; private set; }

    /// <summary>What is wrong with the answer; what comes after it is not read.</summary>
    public FormatFault? Fault { get; private set; }

    /// <summary>Reads a piece.</summary>
    /// <param name="bytes">What was not consumed of the piece before, and what came since.</param>
    /// <param name="isLast">Whether nothing more comes.</param>
    /// <returns>How many bytes were consumed.</returns>
    public int Read(ReadOnlySpan<byte> bytes, bool isLast)
    {
        if (Fault is not null)
        {
            return bytes.Length;
        }

        var json = new Utf8JsonReader(bytes, isLast, state);
        try
        {
            while (Fault is null && json.Read())
            {
                Take(ref json);
            }
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // The second: a text that is no Unicode.
            Fault = new FormatFault("answer-not-json", position + json.BytesConsumed);
        }

        (state, position) = (json.CurrentState, position + json.BytesConsumed);
        if (isLast && Fault is null && Error is null && !isMatrix)
        {
            Fault = new FormatFault("answer-not-a-matrix", position);
        }

        return Fault is null ? (int)json.BytesConsumed : bytes.Length;
    }

    private void Take(ref Utf8JsonReader json)
    {
        switch (json.TokenType, json.CurrentDepth)
        {
            case (JsonTokenType.PropertyName, 1):
                root = json.ValueTextEquals("data"u8) ? Member.Data : json.ValueTextEquals("error"u8) ? Member.Error : Member.Other;
                break;
            case (JsonTokenType.String, 1) when root is Member.Error:
                Error = json.GetString();
                break;
            case (JsonTokenType.PropertyName, 2):
                data = root is not Member.Data ? Member.Other : json.ValueTextEquals("result"u8) ? Member.Result : json.ValueTextEquals("resultType"u8) ? Member.ResultType : Member.Other;
                break;
            case (JsonTokenType.String, 2) when data is Member.ResultType:
                isMatrix = json.ValueTextEquals("matrix"u8);
                break;
            default:
                TakeResult(ref json);
                break;
        }
    }

    private void TakeResult(ref Utf8JsonReader json)
    {
        if (root is not Member.Data || data is not Member.Result)
        {
            return;
        }

        switch (json.TokenType, json.CurrentDepth)
        {
            case (JsonTokenType.StartObject, 3):
                series.Add(new MatrixSeries());
                item = Member.Other;
                break;
            case (JsonTokenType.PropertyName, 4):
                item = json.ValueTextEquals("metric"u8) ? Member.Metric : json.ValueTextEquals("values"u8) ? Member.Values : Member.Other;
                break;
            case (JsonTokenType.PropertyName, 5) when item is Member.Metric:
                label = json.GetString()!;
                break;
            case (JsonTokenType.String, 5) when item is Member.Metric && series.Count > 0:
                series[^1].Labels.Add(new(label, json.GetString()!));
                break;
            case (JsonTokenType.StartArray, 5):
                instant = null;
                break;
            case (JsonTokenType.Number or JsonTokenType.String, 6) when item is Member.Values && series.Count > 0:
                TakeSample(ref json);
                break;
        }
    }

    private void TakeSample(ref Utf8JsonReader json)
    {
        const double Farthest = 1e12; // seconds: the milliseconds of a double are still whole
        if (json.TokenType is JsonTokenType.Number)
        {
            instant = json.TryGetDouble(out var seconds) && Math.Abs(seconds) < Farthest ? (long)Math.Round(seconds * 1000) : null;
            Fault = instant is null ? new FormatFault("answer-instant", position + json.TokenStartIndex) : null;
        }
        else if (instant is not { } at || !ExpositionNumber.TryRead(json.ValueSpan, out var value))
        {
            Fault = FormatFault.At("answer-value", position + json.TokenStartIndex, json.ValueSpan);
        }
        else if (++samples > mostSamples)
        {
            Fault = new FormatFault("answer-too-large", position + json.TokenStartIndex);
        }
        else
        {
            series[^1].Instants.Add(at);
            series[^1].Values.Add(value);
            instant = null;
        }
    }
}
