using System.Text;
using System.Text.Json;
using Majordome.Domain;
using Majordome.Domain.Monitoring;
using Majordome.Protocols.Nrdp;
using Majordome.Protocols.Plugins;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Monitoring.Results;
using Majordome.Server.Platform;
using NodaTime;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>
/// <c>POST /nrdp</c>: results by the protocol of NRDP (Nagios, «NRDP – Passive Checks»), the token of a source being the token. Results are those of
/// passive checks, called as the service is; those of a host itself are of the check <see cref="HostCheck"/>.
/// </summary>
public sealed class TakeNrdp(SenderDirectory senders, SenderMeters meters, AsideTray tray, PlaceOutside place, Sentences sentences)
{
    /// <summary>The kind of what is put aside.</summary>
    public const string Kind = "nrdp";

    /// <summary>Name of the check that results of a host itself are of.</summary>
    public const string HostCheck = "host";

    // Who submits has judged already. How often it does is not told: once a day is the least, and three days of silence are a sign.
    private static readonly CheckForm Check = new() { Interval = Duration.FromDays(1), Confirmations = new(1, 1, 1, 1, 1) };

    /// <summary>Takes a submission. All answers have the status 200, as those of NRDP: its clients show the message of the body, and only then.</summary>
    public async Task HandleAsync(HttpContext http)
    {
        var form = http.Request.HasFormContentType ? await http.Request.ReadFormAsync(http.RequestAborted) : FormCollection.Empty;
        var (json, xml) = (form["JSONDATA"].ToString(), form["XMLDATA"].ToString());
        var taken = await TakeAsync(http, form, json, xml);
        var count = taken.IsAccepted ? taken.Value : 0;
        var message = taken.IsAccepted ? "OK" : sentences.Tell(taken.Refusals[0]);
        http.Response.ContentType = json.Length > 0 ? "application/json" : "text/xml; charset=utf-8";
        await http.Response.Body.WriteAsync(
            json.Length > 0 ? NrdpSubmission.JsonAnswer(taken.IsAccepted, message, count) : Encoding.UTF8.GetBytes(NrdpSubmission.XmlAnswer(taken.IsAccepted, message, count)),
            http.RequestAborted);
    }

    private async Task<Result<int>> TakeAsync(HttpContext http, IFormCollection form, string json, string xml)
    {
        var found = await senders.BySecretAsync(form["token"].ToString(), form["client"].ToString(), http.RequestAborted);
        if (found.Sender is not { } sender)
        {
            return found.Refusal ?? Refusal.Of("token", "sender-unknown");
        }

        if (form["cmd"].ToString() is not "submitcheck" and var command)
        {
            return Refusal.Of("cmd", "nrdp-command", command);
        }

        var read = json.Length > 0 ? NrdpSubmission.ReadJson(Encoding.UTF8.GetBytes(json)) : NrdpSubmission.ReadXml(xml);
        if (!read.TryGet(out var results, out var refusals))
        {
            meters.Refuse(sender);
            tray.Count(Kind, sender, "body-malformed", IntakeHttp.Beginning(Encoding.UTF8.GetBytes(json.Length > 0 ? json : xml)));
            return Refusal.Of("body", "body-malformed", refusals[0].ToString());
        }

        if (meters.TakeMessages(sender, results.Length) is not null)
        {
            return Refusal.Of("checkresults", "sender-too-many-messages", results.Length, sender.MostMessages);
        }

        var placed = await place.HandleAsync(sender, Kind, [.. results.Select(Named)], http.RequestAborted);
        return placed.TryGet(out _, out refusals) ? results.Length : refusals;
    }

    private static NamedResult Named(NrdpResult result)
    {
        var head = result.Output.AsSpan().TrimEnd();
        head = head.IndexOf('\n') is >= 0 and var end ? head[..end] : head;
        var bar = head.IndexOf('|');
        return new NamedResult(
            [result.Host],
            Check with { Name = result.Service ?? HostCheck },
            new OutsideResult(StatusOf(result), PluginOutput.Read(result.Output).Text, PerformanceData: bar < 0 ? null : head[(bar + 1)..].ToString()),
            JsonSerializer.Serialize(result, Json.Options));
    }

    // A host is up, down or unreachable; a service has the states of plugins.
    private static CheckStatus StatusOf(NrdpResult result) => (result.Service is null, result.State) switch
    {
        (_, 0) => CheckStatus.Ok,
        (true, 1) => CheckStatus.Critical,
        (true, _) => CheckStatus.Unknown,
        (false, 1) => CheckStatus.Warning,
        (false, 2) => CheckStatus.Critical,
        (false, _) => CheckStatus.Unknown,
    };
}
