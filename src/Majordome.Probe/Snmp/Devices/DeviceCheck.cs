using System.Collections.Immutable;
using System.Globalization;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Probe.Network;
using Majordome.Probe.Snmp.Inventory;
using Majordome.Probe.Snmp.Inventory.Makers;
using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Snmp.Devices;

/// <summary>
/// A check that walks some tables of a device and judges their rows. Target <c>device[:161]</c>. The columns that are needed are walked, several at a time; a device
/// that is silent costs three seconds or the check's time-out, whichever is shorter, and a subtree it does not answer does not lose the others. A device
/// that tells of nothing to judge is unknown; with <c>must-exist</c> <c>seen</c> it is well, as long as none of these runs saw anything.
/// </summary>
internal abstract class DeviceCheck(SnmpClient client, TimeProvider time) : CheckType
{
    private const string Always = "always";
    private const string Seen = "seen";

    /// <summary>Its parameters besides those of the access.</summary>
    protected abstract ImmutableArray<CheckParameter> OwnParameters { get; }

    public sealed override ImmutableArray<CheckParameter> Parameters => [.. SnmpAccess.Parameters, .. OwnParameters, new("must-exist", ParameterKind.Choice, Always, Choices: [Always, Seen])];

    protected sealed override PreparedCheck? Prepare(ParameterReader definition)
    {
        var access = SnmpAccess.Read(definition);
        var reading = Read(definition);
        reading.MustExist = definition.Choice("must-exist") == Always;
        return access is not null && definition.Refusals.IsEmpty ? new Prepared(client, time, access, reading) : null;
    }

    /// <summary>Reads its own parameters; what it gives is not used when something was refused.</summary>
    protected abstract DeviceReading Read(ParameterReader definition);

    private sealed class Prepared(SnmpClient client, TimeProvider time, SnmpAccess access, DeviceReading reading) : NetworkCheck(access.Device.Host)
    {
        private const int Retries = 2;

        protected override async Task<CheckOutcome> SpeakAsync(CancellationToken deadline)
        {
            var device = await access.TargetAsync(Retries, deadline).ConfigureAwait(false);
            var first = await client.GetAsync(device, [InventoryRoots.Uptime, InventoryRoots.ObjectId], deadline).ConfigureAwait(false);
            if (!first.IsGood)
            {
                return SnmpAccess.Failed(first.Fault, first.Error, Retries);
            }

            var at = time.GetTimestamp();
            var system = first.VarBinds.Select(bind => KeyValuePair.Create(bind.Oid, bind.Value)).ToList();
            var walk = await client.WalkAsync(device, reading.Roots(WalkedObjects.Of(system)), deadline).ConfigureAwait(false);
            if (walk is { Objects.Count: 0, Faults: [var fault, ..] })
            {
                return SnmpAccess.Failed(fault.Fault, fault.Error, Retries);
            }

            var walked = WalkedObjects.Of(system.Concat(walk.Objects));
            var outcome = reading.JudgeRun(walked, new Sighting((uint)walked[InventoryRoots.Uptime].AsUnsigned, at, time), walk.Faults.Count == 0);
            return walk.Faults.Count == 0 ? outcome : CutShort(outcome, walk.Faults);
        }

        /// <summary>What was read counts; but what was not read may be worse.</summary>
        private static CheckOutcome CutShort(CheckOutcome outcome, IReadOnlyList<RootFault> faults) => outcome with
        {
            Status = CheckStatusExtensions.Worst(outcome.Status, CheckStatus.Unknown),
            Text = string.Create(CultureInfo.InvariantCulture, $"{outcome.Text}, {faults.Count} parts of the device not read to their end"),
            LongText = $"{outcome.LongText}\n{string.Join('\n', faults.Select(fault => $"{fault.Root}: {SnmpAccess.Failed(fault.Fault, fault.Error, Retries).Text}"))}".Trim('\n'),
        };
    }
}

/// <summary>When a device was asked, by its clock and by ours.</summary>
/// <param name="Uptime">sysUpTime.0, hundredths of a second.</param>
/// <param name="At">Our time stamp.</param>
/// <param name="Time">What the time stamp is of.</param>
internal readonly record struct Sighting(uint Uptime, long At, TimeProvider Time)
{
    /// <summary>How long after another it was.</summary>
    public TimeSpan Since(Sighting earlier) => Time.GetElapsedTime(earlier.At, At);
}

/// <summary>What a check looks at, and its judgement; kept between runs.</summary>
internal abstract class DeviceReading
{
    private bool isNone;
    private bool hasSeen;

    /// <summary>Whether a device that never told of anything to judge is unknown, or well.</summary>
    public bool MustExist { get; set; }

    /// <summary>Whether the device was read to its end in this run: only then is what is not listed not there.</summary>
    protected bool IsWhole { get; private set; }

    /// <summary>What has to be walked.</summary>
    /// <param name="system">What the device says of itself: sysObjectID.</param>
    public abstract IEnumerable<Oid> Roots(WalkedObjects system);

    /// <summary>Judges what was walked in a run.</summary>
    public CheckOutcome JudgeRun(WalkedObjects walked, Sighting now, bool isWhole)
    {
        (isNone, IsWhole) = (false, isWhole);
        var outcome = Judge(walked, now);
        hasSeen |= !isNone;
        return isNone && !MustExist && !hasSeen ? outcome with { Status = CheckStatus.Ok } : outcome;
    }

    /// <summary>Judges what was walked.</summary>
    protected abstract CheckOutcome Judge(WalkedObjects walked, Sighting now);

    /// <summary>The device tells of nothing that could be judged.</summary>
    protected CheckOutcome None(string said)
    {
        isNone = true;
        return CheckOutcome.Unknown(said);
    }

    /// <summary>Subtrees of the makers that a device may be of, in which some columns stand; none twice, none within another.</summary>
    protected static IEnumerable<Oid> Made(WalkedObjects system, Func<Maker, IEnumerable<string>> columns)
    {
        var makers = MakerTable.For(system).ToList();
        var wanted = makers.SelectMany(columns).Select(Mib.Of).ToList();
        return makers.SelectMany(maker => maker.Roots).Select(Mib.Of).Where(root => wanted.Exists(column => column.StartsWith(root)));
    }
}
