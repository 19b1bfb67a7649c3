using System.Text.Json;
using Majordome.Protocols.Protobuf;

namespace Majordome.Protocols.OpenTelemetry;

/// <summary>An <c>ExportMetricsServiceResponse</c>: empty when everything was taken, else with a partial success (OpenTelemetry protocol, «Partial Success»).</summary>
public static class OtlpAnswer
{
    /// <summary>In protobuf.</summary>
    /// <param name="rejected">Data points that were rejected.</param>
    /// <param name="message">Why, for who runs the sender.</param>
    public static byte[] Protobuf(long rejected, string message)
    {
        if (rejected == 0)
        {
            return [];
        }

        var (partial, answer) = (new ProtoWriter(), new ProtoWriter());
        partial.Varint(1, rejected);
        partial.Text(2, message);
        answer.Bytes(1, partial.Written);
        return answer.Written.ToArray();
    }

    /// <summary>In JSON; the count, of 64 bits, is a text.</summary>
    /// <inheritdoc cref="Protobuf"/>
    public static byte[] Json(long rejected, string message) => rejected == 0
        ? "{}"u8.ToArray()
        : JsonSerializer.SerializeToUtf8Bytes(new
        {
            partialSuccess = new { rejectedDataPoints = rejected.ToString(System.Globalization.CultureInfo.InvariantCulture), errorMessage = message },
        });
}
