using System.Net;
using Majordome.Probe.Snmp;
using Majordome.Probe.Snmp.Inventory;
using Majordome.Protocols.Snmp;
using Majordome.Protocols.Snmp.Usm;

namespace Majordome.Probe.Tests.Snmp;

/// <summary>net-snmp's agent, asked by all versions.</summary>
public sealed class RealAgentTests
{
    private const string Password = "correct horse";
    private const string Secret = "battery staple";
    private static readonly Oid Name = Oid.Parse("1.3.6.1.2.1.1.5.0");
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static (UsmAuthentication Authentication, string Word)[] Algorithms =>
    [
        (UsmAuthentication.Md5, "MD5"), (UsmAuthentication.Sha1, "SHA"), (UsmAuthentication.Sha224, "SHA-224"), (UsmAuthentication.Sha256, "SHA-256"),
        (UsmAuthentication.Sha384, "SHA-384"), (UsmAuthentication.Sha512, "SHA-512"),
    ];

    [Theory]
    [InlineData(SnmpVersion.V1)]
    [InlineData(SnmpVersion.V2c)]
    public async Task A_machine_is_read_by_its_community(SnmpVersion version)
    {
        await using var server = await RealServer.SnmpAsync();
        using var client = new SnmpClient(TimeProvider.System);
        var (inventory, faults) = await InventoryWalk.ReadAsync(client, Target(server, new SnmpCommunity(version, "public")), Cancel);
        faults.ShouldBeEmpty();
        inventory!.System.Name.ShouldBe("device-1");
        inventory.Ports.ShouldContain(port => port.Name == "lo");
        inventory.Storage.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Another_community_is_not_answered()
    {
        await using var server = await RealServer.SnmpAsync();
        using var client = new SnmpClient(TimeProvider.System);
        var target = Target(server, new SnmpCommunity(SnmpVersion.V2c, "other")) with { Timeout = TimeSpan.FromMilliseconds(100) };
        (await client.GetAsync(target, [Name], Cancel)).Fault.ShouldBe(SnmpFault.NoAnswer);
    }

    [Fact]
    public async Task Users_are_let_in_by_every_algorithm_with_and_without_encryption()
    {
        await using var server = await RealServer.SnmpAsync(Algorithms.SelectMany(one => new[]
        {
            $"createUser {one.Word}-private {one.Word} \"{Password}\" AES \"{Secret}\"", $"rouser {one.Word}-private priv",
            $"createUser {one.Word}-clear {one.Word} \"{Password}\"", $"rouser {one.Word}-clear auth",
        }).Append("createUser nobody").Append("rouser nobody noauth"));
        using var client = new SnmpClient(TimeProvider.System);
        foreach (var (authentication, word) in Algorithms)
        {
            foreach (var user in new UsmUser[] { new($"{word}-private", authentication, Password, Secret), new($"{word}-clear", authentication, Password, null) })
            {
                var walk = await client.WalkAsync(Target(server, new SnmpUser(user)), [InventoryRoots.System], Cancel);
                walk.Faults.ShouldBeEmpty(user.Name);
                walk.Objects.ShouldContain(pair => pair.Key == Name && pair.Value.Text == "device-1", user.Name);
            }
        }

        var nobody = new UsmUser("nobody", UsmAuthentication.None, "", null);
        (await client.GetAsync(Target(server, new SnmpUser(nobody)), [Name], Cancel)).VarBinds[0].Value.Text.ShouldBe("device-1");
    }

    [Theory]
    [InlineData("anna", "another horse", Secret, SnmpFault.Unauthorised)]
    [InlineData("bertha", Password, Secret, SnmpFault.Unauthorised)]
    [InlineData("anna", Password, null, SnmpFault.Refused)] // known, but not let in without encryption
    public async Task Who_is_not_let_in_is_told_so(string name, string password, string? secret, SnmpFault fault)
    {
        await using var server = await RealServer.SnmpAsync($"createUser anna SHA-256 \"{Password}\" AES \"{Secret}\"", "rouser anna priv");
        using var client = new SnmpClient(TimeProvider.System);
        var user = new UsmUser(name, UsmAuthentication.Sha256, password, secret);
        (await client.GetAsync(Target(server, new SnmpUser(user)), [Name], Cancel)).Fault.ShouldBe(fault);
    }

    [Fact]
    public async Task A_clock_that_went_astray_is_set_again()
    {
        await using var server = await RealServer.SnmpAsync($"createUser anna SHA-256 \"{Password}\" AES \"{Secret}\"", "rouser anna priv");
        var time = new ManualTime();
        using var client = new SnmpClient(time);
        var target = Target(server, new SnmpUser(new UsmUser("anna", UsmAuthentication.Sha256, Password, Secret)));
        (await client.GetAsync(target, [Name], Cancel)).IsGood.ShouldBeTrue();
        time.Advance(TimeSpan.FromHours(1));
        (await client.GetAsync(target, [Name], Cancel)).IsGood.ShouldBeTrue();
        (await client.GetAsync(target, [Name], Cancel)).IsGood.ShouldBeTrue();
    }

    private static SnmpTarget Target(RealServer server, SnmpCredentials credentials) => new(new IPEndPoint(IPAddress.Loopback, server.Port), credentials, TimeSpan.FromSeconds(5), 2);
}
