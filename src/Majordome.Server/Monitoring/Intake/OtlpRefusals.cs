using System.Net;
using Majordome.Domain;
using Majordome.Protocols.OpenTelemetry;
using Majordome.Server.Platform;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>How an address answers what it refuses, where its protocol knows another form than problem+json; metadata of the address.</summary>
public interface IRefusalForm
{
    /// <summary>Writes the answer; its headers but the type are set already.</summary>
    /// <returns>Whether it did: else problem+json is written.</returns>
    Task<bool> WriteAsync(HttpContext http, HttpStatusCode status, Refusal refusal);
}

/// <summary>The OpenTelemetry protocol wants a <c>google.rpc.Status</c> of the request's own type, its message in English.</summary>
public sealed class OtlpRefusals : IRefusalForm
{
    /// <inheritdoc/>
    public async Task<bool> WriteAsync(HttpContext http, HttpStatusCode status, Refusal refusal)
    {
        if (TakeOtlp.TypeOf(http.Request) is not { } type)
        {
            return false;
        }

        var message = http.RequestServices.GetRequiredService<Sentences>().TellIn("en", refusal.Rule, refusal.Values.AsSpan());
        var field = status is HttpStatusCode.BadRequest ? refusal.Path : null;
        (http.Response.StatusCode, http.Response.ContentType) = ((int)status, type);
        await http.Response.Body.WriteAsync(type is TakeOtlp.JsonType ? OtlpStatus.Json(message, field) : OtlpStatus.Protobuf(message, field), http.RequestAborted);
        return true;
    }
}
