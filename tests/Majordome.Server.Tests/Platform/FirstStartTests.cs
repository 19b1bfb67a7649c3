using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Start;
using Majordome.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Majordome.Server.Tests.Platform;

public sealed class FirstStartTests
{
    private static readonly FirstAdministrator Nadia = new("nadia@example.org", "Nadia Benali", TestServer.Password, "Cornaline", "fr", "Europe/Paris");

    public static TheoryData<DatabaseKind> Both => Databases.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task The_link_creates_the_first_administrator_once(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var key = await LinkAsync(server);

        var first = await server.RunAsync(Caller.Nobody, (CreateFirstAdministrator c) => c.HandleAsync(key, Nadia, default));
        var second = await server.RunAsync(Caller.Nobody, (CreateFirstAdministrator c) => c.HandleAsync(key, Nadia with { Email = "eve@example.org" }, default));

        first.IsAccepted.ShouldBeTrue();
        second.Refusals.Single().Rule.ShouldBe("setup-link-invalid");
        (await server.ReadAsync(Caller.Program("test"), db => db.Users.CountAsync())).ShouldBe(1);
        (await server.Services.GetRequiredService<FirstStart>().PrepareAsync(default)).ShouldBeNull();
    }

    [Fact]
    public async Task The_link_expires_in_an_hour()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var key = await LinkAsync(server);
        server.Clock.Advance(Duration.FromHours(1));

        var late = await server.RunAsync(Caller.Nobody, (CreateFirstAdministrator c) => c.HandleAsync(key, Nadia, default));

        late.Refusals.Single().Rule.ShouldBe("setup-link-invalid");
    }

    [Fact]
    public async Task A_link_drawn_anew_ends_the_one_before()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var old = await LinkAsync(server);
        await LinkAsync(server);

        var used = await server.RunAsync(Caller.Nobody, (CreateFirstAdministrator c) => c.HandleAsync(old, Nadia, default));

        used.Refusals.Single().Rule.ShouldBe("setup-link-invalid");
    }

    [Fact]
    public async Task A_refused_administrator_leaves_the_link_usable()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var key = await LinkAsync(server);

        var weak = await server.RunAsync(Caller.Nobody, (CreateFirstAdministrator c) => c.HandleAsync(key, Nadia with { Password = "short" }, default));
        var strong = await server.RunAsync(Caller.Nobody, (CreateFirstAdministrator c) => c.HandleAsync(key, Nadia, default));

        weak.Refusals.ShouldContain(r => r.Path == "password" && r.Rule == "password-too-short");
        strong.IsAccepted.ShouldBeTrue();
    }

    private static async Task<string> LinkAsync(TestServer server) =>
        (await server.Services.GetRequiredService<FirstStart>().PrepareAsync(default))!["/setup?key=".Length..];
}
