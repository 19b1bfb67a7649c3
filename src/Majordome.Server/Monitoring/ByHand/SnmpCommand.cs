using System.CommandLine;
using System.Text;
using Majordome.Probe.Snmp;
using Majordome.Probe.Snmp.Inventory;
using Majordome.Protocols.Snmp;
using Majordome.Server.Platform;

namespace Majordome.Server.Monitoring.ByHand;

/// <summary>
/// <c>snmp inventory HOST:PORT</c> and <c>snmp walk HOST:PORT OID…</c>: what a device tells, away from any server. Exit codes: 0; 1 when the device does
/// not answer or refuses; 2 when the arguments cannot be read. Subtrees that were not read to their end are told on standard error.
/// </summary>
public static class SnmpCommand
{
    private const int Silent = 1;
    private const int BadArguments = 2;

    /// <summary>The command, for the program's command line.</summary>
    public static Command Create()
    {
        var language = new Option<string>("--lang")
        {
            Description = "Langue des messages : fr ou en (messages in French or English)",
            DefaultValueFactory = _ => "fr",
            Recursive = true,
        };
        language.AcceptOnlyFromAmong("fr", "en");
        return new Command("snmp", "Interroge un équipement par SNMP (asks a device by SNMP)") { language, Inventory(), Walk() };
    }

    private static Command Inventory()
    {
        var arguments = new SnmpArguments();
        var command = new Command("inventory", "L’inventaire d’un équipement, en JSON (the inventory of a device, as JSON)");
        arguments.AddTo(command);
        command.SetAction((call, cancel) => AskAsync(call, arguments, InventoryAsync, cancel));
        return command;
    }

    private static Command Walk()
    {
        var arguments = new SnmpArguments();
        var oids = new Argument<string[]>("OID") { Description = "Sous-arbres, 1.3.6.1.2.1 par défaut (subtrees)", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("walk", "Les objets d’un équipement, un par ligne (the objects of a device, one per line)");
        arguments.AddTo(command);
        command.Arguments.Add(oids);
        command.SetAction(async (call, cancel) =>
        {
            var roots = new List<Oid>();
            foreach (var text in call.GetValue(oids) is { Length: > 0 } given ? given : ["1.3.6.1.2.1"])
            {
                if (!Oid.TryParse(text, out var oid) || !BerWriter.CanWrite(oid))
                {
                    await call.InvocationConfiguration.Error.WriteLineAsync(new Sentences().Tell("snmp-oid-unreadable", text).AsMemory(), cancel);
                    return BadArguments;
                }

                roots.Add(oid);
            }

            return await AskAsync(call, arguments, (client, target, output, stop) => WalkAsync(client, target, roots, output, stop), cancel);
        });
        return command;
    }

    private static async Task<int> AskAsync(
        ParseResult call,
        SnmpArguments arguments,
        Func<SnmpClient, SnmpTarget, TextWriter, CancellationToken, Task<(bool Answered, IReadOnlyList<RootFault> Faults)>> ask,
        CancellationToken cancel)
    {
        var (error, sentences) = (call.InvocationConfiguration.Error, new Sentences());
        if (!(await arguments.TargetAsync(call, cancel)).TryGet(out var target, out var refused))
        {
            await error.WriteLineAsync(sentences.Tell(refused[0]).AsMemory(), cancel);
            return BadArguments;
        }

        using var client = new SnmpClient(TimeProvider.System);
        var (answered, faults) = await ask(client, target, call.InvocationConfiguration.Output, cancel);
        foreach (var fault in answered ? faults : faults.Take(1))
        {
            var reason = sentences.Tell(Rule(fault.Fault), arguments.Name(call), (int)fault.Error);
            await error.WriteLineAsync((answered ? sentences.Tell("snmp-subtree-cut-short", fault.Root, reason) : reason).AsMemory(), cancel);
        }

        return answered ? 0 : Silent;
    }

    private static async Task<(bool Answered, IReadOnlyList<RootFault> Faults)> InventoryAsync(SnmpClient client, SnmpTarget target, TextWriter output, CancellationToken cancel)
    {
        var (inventory, faults) = await InventoryWalk.ReadAsync(client, target, cancel);
        if (inventory is null)
        {
            return (false, faults);
        }

        using var json = new MemoryStream();
        InventoryJson.Write(inventory, json);
        await output.WriteLineAsync(Encoding.UTF8.GetString(json.GetBuffer(), 0, (int)json.Length).AsMemory(), cancel);
        return (true, faults);
    }

    private static async Task<(bool Answered, IReadOnlyList<RootFault> Faults)> WalkAsync(
        SnmpClient client, SnmpTarget target, IReadOnlyList<Oid> roots, TextWriter output, CancellationToken cancel)
    {
        var walk = await client.WalkAsync(target, roots, cancel);
        foreach (var (oid, value) in walk.Objects)
        {
            await output.WriteLineAsync($"{oid} {value.Type} {Printed(value)}".AsMemory(), cancel);
        }

        return (walk.Objects.Count > 0 || walk.Faults.Count == 0, walk.Faults);
    }

    /// <summary>Text as text; bytes that are none in hexadecimal, so that a device cannot drive the terminal.</summary>
    private static string Printed(in SnmpValue value) =>
        value.Text is var text && !value.Bytes.IsEmpty && text.Any(char.IsControl) ? "0x" + Convert.ToHexStringLower(value.Bytes) : text;

    private static string Rule(SnmpFault fault) => fault switch
    {
        SnmpFault.Unreachable => "snmp-unreachable",
        SnmpFault.Refused => "snmp-refused",
        SnmpFault.Unauthorised => "snmp-unauthorised",
        SnmpFault.Loop => "snmp-loop",
        SnmpFault.TooMany => "snmp-too-many",
        _ => "snmp-no-answer",
    };
}
