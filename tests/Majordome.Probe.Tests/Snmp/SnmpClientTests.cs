using System.Net;
using System.Net.Sockets;
using Majordome.Probe.Snmp;
using Majordome.Probe.Tests.Checks;
using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Tests.Snmp;

public sealed class SnmpClientTests
{
    private static readonly Oid Table = Oid.Parse("1.3.6.1.2.1.2.2");
    private static readonly Oid Other = Oid.Parse("1.3.6.1.2.1.31");
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SnmpVersion.V1)]
    [InlineData(SnmpVersion.V2c)]
    public async Task A_walk_brings_a_subtree_and_nothing_else(SnmpVersion version)
    {
        await using var agent = new AgentSimulator(Objects(200));
        using var client = new SnmpClient(TimeProvider.System);
        var walk = await client.WalkAsync(Target(agent, version), [Table], Cancel);
        walk.Faults.ShouldBeEmpty();
        walk.Objects.Select(pair => pair.Key).ShouldBe(Objects(200).Select(pair => pair.Key).Where(oid => oid.StartsWith(Table)));
        walk.Requests.ShouldBe(version == SnmpVersion.V1 ? 201 : 7); // 10 + 20 + 30 + 40 + 50 + 50, and the one that finds nothing more
    }

    /// <summary>Two threads that sent at the same moment once had a NullReferenceException of the asynchronous send, which keeps its address in a shared place.</summary>
    [Fact]
    public async Task Many_requests_leave_one_socket_at_the_same_moment()
    {
        var agents = Enumerable.Range(0, 8).Select(_ => new AgentSimulator(Objects(5))).ToArray();
        try
        {
            using var client = new SnmpClient(TimeProvider.System);
            var asked = await Task.WhenAll(Enumerable.Range(0, 3000).Select(i => Task.Run(() => client.GetAsync(Target(agents[i % 8]), [Table.Append(1, 10, 1)], Cancel), Cancel)));
            asked.ShouldAllBe(answer => answer.Fault == SnmpFault.None);
        }
        finally
        {
            foreach (var agent in agents)
            {
                await agent.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task What_is_too_big_is_asked_for_in_smaller_steps()
    {
        await using var agent = new AgentSimulator(Objects(100)) { TooBigAbove = 3 };
        using var client = new SnmpClient(TimeProvider.System);
        var walk = await client.WalkAsync(Target(agent), [Table], Cancel);
        walk.Faults.ShouldBeEmpty();
        walk.Objects.Count.ShouldBe(100);

        var asked = Enumerable.Range(1, 10).Select(row => Table.Append(1, 10, (uint)row)).ToList();
        var get = await client.GetAsync(Target(agent), asked, Cancel);
        get.VarBinds.Select(found => found.Oid).ShouldBe(asked);
    }

    [Fact]
    public async Task An_agent_that_drops_large_answers_is_asked_for_less()
    {
        await using var agent = new AgentSimulator(Objects(60)) { Ignores = pdu => pdu.Second > 15 };
        using var client = new SnmpClient(TimeProvider.System);
        var walk = await client.WalkAsync(Target(agent) with { Timeout = TimeSpan.FromMilliseconds(200), Retries = 3 }, [Table], Cancel);
        walk.Faults.ShouldBeEmpty();
        walk.Objects.Count.ShouldBe(60);
    }

    [Fact]
    public async Task A_size_that_was_lost_is_not_tried_again()
    {
        await using var agent = new AgentSimulator(Objects(300)) { Ignores = pdu => pdu.Second > 15 };
        using var client = new SnmpClient(TimeProvider.System);
        var walk = await client.WalkAsync(Target(agent) with { Timeout = TimeSpan.FromMilliseconds(50), Retries = 3 }, [Table], Cancel);
        walk.Faults.ShouldBeEmpty();
        walk.Objects.Count.ShouldBe(300);
        agent.Seen.Count(pdu => pdu.Second > 15).ShouldBe(1);
    }

    [Fact]
    public async Task An_agent_that_begins_anew_behind_its_last_object_is_walked_to_its_end()
    {
        await using var agent = new AgentSimulator(Objects(5)) { Wraps = true };
        using var client = new SnmpClient(TimeProvider.System);
        var walk = await client.WalkAsync(Target(agent), [Other], Cancel);
        walk.Faults.ShouldBeEmpty();
        walk.Objects.ShouldHaveSingleItem().Key.ShouldBe(Other.Append(1));
    }

    [Fact]
    public async Task A_walk_that_goes_in_circles_ends_with_what_it_had()
    {
        await using var agent = new AgentSimulator(Objects(5)) { Loops = true };
        using var client = new SnmpClient(TimeProvider.System);
        var walk = await client.WalkAsync(Target(agent), [Table], Cancel);
        walk.Faults.ShouldHaveSingleItem().Fault.ShouldBe(SnmpFault.Loop);
        walk.Objects.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_subtree_that_stays_silent_does_not_lose_the_others()
    {
        await using var agent = new AgentSimulator(Objects(20)) { Ignores = pdu => pdu.VarBinds[0].Oid.StartsWith(Table) };
        using var client = new SnmpClient(TimeProvider.System);
        var walk = await client.WalkAsync(Target(agent) with { Timeout = TimeSpan.FromMilliseconds(500), Retries = 1 }, [Table, Other], Cancel);
        walk.Faults.ShouldHaveSingleItem().ShouldBe(new RootFault(Table, SnmpFault.NoAnswer, SnmpError.None));
        walk.Objects.ShouldHaveSingleItem().Key.StartsWith(Other).ShouldBeTrue();
    }

    [Theory]
    [InlineData(SnmpVersion.V1)]
    [InlineData(SnmpVersion.V2c)]
    public async Task An_object_that_is_not_there_does_not_hide_the_others(SnmpVersion version)
    {
        await using var agent = new AgentSimulator(Objects(2));
        using var client = new SnmpClient(TimeProvider.System);
        var answer = await client.GetAsync(Target(agent, version), [Table.Append(1, 10, 1), Table.Append(1, 10, 9), Table.Append(1, 10, 2)], Cancel);
        answer.VarBinds.Select(found => found.Value.Type).ShouldBe([SnmpType.Counter32, SnmpType.NoSuchObject, SnmpType.Counter32]);
    }

    [Fact]
    public async Task A_device_that_is_not_there_costs_its_retries_and_no_more()
    {
        await using var agent = new AgentSimulator([]) { Ignores = _ => true };
        using var client = new SnmpClient(TimeProvider.System);
        var target = Target(agent) with { Timeout = TimeSpan.FromMilliseconds(20), Retries = 2 };
        (await client.GetAsync(target, [Table], Cancel)).Fault.ShouldBe(SnmpFault.NoAnswer);
        await OneRun.UntilAsync(() => agent.Seen.Count >= 3, "all have arrived");
        agent.Seen.Count.ShouldBe(3);
        agent.Seen.Select(pdu => pdu.RequestId).Distinct().Count().ShouldBe(1); // so that a late answer to the first still counts
    }

    [Fact]
    public async Task A_device_gets_no_more_requests_at_once_than_it_bears()
    {
        await using var agent = new AgentSimulator(Objects(50)) { Thinking = TimeSpan.FromMilliseconds(20) };
        using var client = new SnmpClient(TimeProvider.System);
        var target = Target(agent) with { Timeout = TimeSpan.FromSeconds(10) };
        var answers = await Task.WhenAll(Enumerable.Range(1, 40).Select(row => client.GetAsync(target, [Table.Append(1, 10, (uint)row)], Cancel)));
        answers.ShouldAllBe(answer => answer.IsGood);
        agent.MostAtOnce.ShouldBe(SnmpClient.MostInFlight);
    }

    [Fact]
    public async Task Cancelling_frees_the_place_of_a_request()
    {
        await using var agent = new AgentSimulator(Objects(1)) { Ignores = pdu => pdu.VarBinds[0].Oid.StartsWith(Other) };
        using var client = new SnmpClient(TimeProvider.System);
        var target = Target(agent) with { Timeout = TimeSpan.FromMinutes(10) };
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var hung = Enumerable.Range(0, 20).Select(_ => client.GetAsync(target, [Other], end.Token)).ToList();
        await end.CancelAsync();
        foreach (var request in hung)
        {
            await Should.ThrowAsync<OperationCanceledException>(request);
        }

        (await client.GetAsync(target, [Table.Append(1, 10, 1)], Cancel)).IsGood.ShouldBeTrue();
    }

    [Fact]
    public async Task An_answer_from_another_address_is_none()
    {
        using var device = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        using var stranger = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        using var client = new SnmpClient(TimeProvider.System);
        var target = new SnmpTarget((IPEndPoint)device.Client.LocalEndPoint!, new SnmpCommunity(SnmpVersion.V2c, "public"), TimeSpan.FromMinutes(1), 0);
        var asking = client.GetAsync(target, [Table], Cancel);
        var request = await device.ReceiveAsync(Cancel);
        await AnswerAsync(stranger, "stranger"u8.ToArray());
        await AnswerAsync(device, "device"u8.ToArray());
        (await asking).VarBinds[0].Value.Text.ShouldBe("device");

        async Task AnswerAsync(UdpClient from, byte[] text)
        {
            SnmpMessage.TryRead(request.Buffer, out var message).ShouldBeTrue();
            var answer = message!.Pdu with { Type = PduType.Response, VarBinds = [new VarBind(Table, SnmpValue.Octets(SnmpType.OctetString, text))] };
            await from.SendAsync((message with { Pdu = answer }).ToBytes(), request.RemoteEndPoint, Cancel);
        }
    }

    private static SnmpTarget Target(AgentSimulator agent, SnmpVersion version = SnmpVersion.V2c) => new(agent.Address, new SnmpCommunity(version, "public"), TimeSpan.FromSeconds(5), 2);

    private static IEnumerable<KeyValuePair<Oid, SnmpValue>> Objects(uint rows) =>
    [
        .. Enumerable.Range(1, (int)rows).Select(row => KeyValuePair.Create(Table.Append(1, 10, (uint)row), SnmpValue.Unsigned(SnmpType.Counter32, (uint)row))),
        KeyValuePair.Create(Other.Append(1), SnmpValue.Integer(1)),
    ];
}
