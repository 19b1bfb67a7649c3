using System.Globalization;
using System.Net;
using System.Text;
using Majordome.Domain;
using Majordome.Protocols.Prometheus;
using Majordome.Protocols.Zabbix;
using Majordome.Server.Monitoring.Metrics;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using NodaTime;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>
/// What <c>zabbix_sender</c> sends (zabbix.com, «Zabbix sender protocol»). Numbers become series <c>{__name__="zabbix", host=…, key=…}</c>; what is
/// answered as processed is on disk.
/// </summary>
public sealed class TakeZabbix(
    SenderDirectory senders, SampleIntake intake, Commands commands, IClock clock, TimeProvider time)
{
    /// <summary>The kind of what is put aside.</summary>
    public const string Kind = "zabbix";

    /// <summary>Name of the series.</summary>
    public const string Metric = "zabbix";

    /// <summary>Takes a request.</summary>
    /// <param name="from">Where it comes from: the protocol carries nothing else that tells the sender.</param>
    /// <param name="data">The data of its frame.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>
    /// The data of the answer. Failed are values that are no finite number, those above what the sender may have or of a time to come, those that
    /// cannot be read, and all of a sender that is not known,
    /// whose request is put aside.
    /// </returns>
    public async Task<byte[]> HandleAsync(IPAddress from, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        if (!ZabbixSenderRequest.Read(data).TryGet(out var request, out var refusals))
        {
            return ZabbixSenderRequest.Failure(refusals[0].Rule);
        }

        var found = await senders.FindByAddressAsync(from, cancellationToken);
        if (found.Refusal is { } unknown)
        {
            var stray = new Stray(unknown.Rule, Encoding.UTF8.GetString(data.Span));
            var address = (from.IsIPv4MappedToIPv6 ? from.MapToIPv4() : from).ToString();
            await commands.RunAsync(Caller.Program("intake"), (PutAside c) => c.HandleAsync(Kind, address, address, [stray], cancellationToken), cancellationToken);
        }

        var processed = found.Sender is { } sender ? await WriteAsync(sender, request, cancellationToken) : 0;
        return ZabbixSenderRequest.Answer(
            processed, request.Values.Length + request.Refused.Length - processed, Duration.FromTimeSpan(time.GetElapsedTime(begun)));
    }

    private async Task<int> WriteAsync(Sender sender, ZabbixSenderRequest request, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        var written = await intake.WriteAsync(
            sender,
            draft =>
            {
                foreach (var value in request.Values)
                {
                    Add(draft, sender, value, now);
                }

                return null;
            },
            cancellationToken);
        return written.TryGet(out var samples, out _) ? samples : 0;
    }

    private static void Add(BatchDraft draft, Sender sender, ZabbixValue value, Instant now)
    {
        var at = value.At ?? now;
        if (at > now + TakeRemoteWrite.Ahead || !double.TryParse(value.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
        {
            return;
        }

        var labels = LabelBlock.Of([new(LabelBlock.Name, Metric), new("host", value.Host), new("key", value.Key)]);
        if (sender.Admits(draft, labels))
        {
            draft.Add(labels, Micros.Of(at), number);
        }
    }
}
