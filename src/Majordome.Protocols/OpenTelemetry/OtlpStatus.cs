using System.Text.Json;
using Majordome.Protocols.Protobuf;

namespace Majordome.Protocols.OpenTelemetry;

/// <summary>
/// A <c>google.rpc.Status</c>, the body of every answer that refuses (OpenTelemetry protocol 1.x, «OTLP/HTTP Response», «Failures»). Its code is left out,
/// as the protocol allows: the status of HTTP tells whether to send again.
/// </summary>
public static class OtlpStatus
{
    private const string BadRequest = "type.googleapis.com/google.rpc.BadRequest";

    /// <summary>In protobuf.</summary>
    /// <param name="message">Why, in English, for who runs the sender.</param>
    /// <param name="field">Which part of the data is wrong (a <c>google.rpc.BadRequest</c>, «Bad Data»); <c>null</c>: it is not the data.</param>
    public static byte[] Protobuf(string message, string? field)
    {
        var status = new ProtoWriter();
        status.Text(2, message);
        if (field is not null)
        {
            var (violation, request, any) = (new ProtoWriter(), new ProtoWriter(), new ProtoWriter());
            violation.Text(1, field);
            violation.Text(2, message);
            request.Bytes(1, violation.Written);
            any.Text(1, BadRequest);
            any.Bytes(2, request.Written);
            status.Bytes(3, any.Written);
        }

        return status.Written.ToArray();
    }

    /// <summary>In JSON.</summary>
    /// <inheritdoc cref="Protobuf"/>
    public static byte[] Json(string message, string? field)
    {
        object[] violations = [new { field, description = message }];
        return field is null
            ? JsonSerializer.SerializeToUtf8Bytes(new { message })
            : JsonSerializer.SerializeToUtf8Bytes(new { message, details = new[] { new Dictionary<string, object> { ["@type"] = BadRequest, ["fieldViolations"] = violations } } });
    }
}
