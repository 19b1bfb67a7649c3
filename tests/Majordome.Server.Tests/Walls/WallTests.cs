using Majordome.Server.Clients;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Outbox;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Web;
using Majordome.Server.Tests.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Tests.Walls;

/// <summary>
/// Nobody's data is reachable by anybody else. The routes come from the running program and the objects from the model, so that
/// neither a new route nor a new entity can be forgotten.
/// </summary>
public sealed class WallTests
{
    // Rows that name a client and are read by the provider's own people or by the program alone.
    private static readonly HashSet<Type> NotOwned = [typeof(User), typeof(UserGrant), typeof(OutboxMessage)];

    [Fact]
    public async Task Nobody_and_no_role_reaches_another_client()
    {
        var work = new WorkDone();
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite, work.Watch);
        var (own, other) = (await Estate.EmptyAsync(server, "a"), await Estate.SeedAsync(server, "b"));
        var walker = new Walker(server, own, other, work);
        var walkers = new List<Walkers> { Walkers.Nobody };
        foreach (var role in Enum.GetValues<Role>())
        {
            walkers.Add(await Walkers.OfRoleAsync(server, role, own.ClientId));
        }

        var log = await LogOfAsync(server, other);

        // They sign in before any walks: the walk itself uses the sign-in pages up to their limit.
        var found = new List<string>();
        foreach (var who in walkers)
        {
            found.AddRange(await walker.WalkAsync(who));
        }

        found.ShouldBeEmpty();
        (await LogOfAsync(server, other)).ShouldBe(log, "nobody of client A left a trace in the log of client B");
    }

    private static Task<int> LogOfAsync(TestServer server, Estate estate) => server.ReadAsync(
        Caller.Program("walls"), db => db.Set<Server.Platform.Trace.LoggedEvent>().CountAsync(e => e.ClientId == estate.ClientId, TestContext.Current.CancellationToken));

    [Fact]
    public async Task The_walls_stand_on_the_other_database_too()
    {
        var work = new WorkDone();
        await using var server = await TestServer.StartAsync(DatabaseKind.Postgres, work.Watch);
        var (own, other) = (await Estate.EmptyAsync(server, "a"), await Estate.SeedAsync(server, "b"));

        var found = await new Walker(server, own, other, work).WalkAsync(await Walkers.OfRoleAsync(server, Role.DeliveryManager, own.ClientId));

        found.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_planted_leak_is_found()
    {
        var work = new WorkDone();
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite, work.Watch);
        var (own, other) = (await Estate.EmptyAsync(server, "a"), await Estate.SeedAsync(server, "b"));
        server.App.MapGet("/api/v1/planted/{clientId:guid}", (Guid clientId, AppDb db) => db.Set<Client>().IgnoreQueryFilters().Where(c => c.Id == clientId).Select(c => c.Name).SingleOrDefault() ?? "none")
            .Requires(Permission.ReadDesk);
        server.App.MapGet("/api/v1/planted-slow/{clientId:guid}", (Guid clientId, AppDb db) =>
            db.Set<Client>().IgnoreQueryFilters().Any(c => c.Id == clientId) && db.Set<Site>().Any(s => s.ClientId == clientId) ? Results.Ok() : Results.NotFound()).Requires(Permission.ReadDesk);
        server.App.MapPost("/api/v1/planted", () => "done").ForSignedIn();
        server.App.MapGet("/api/v1/planted-query", (Guid? clientId, AppDb db) => db.Set<Client>().IgnoreQueryFilters().Where(c => c.Id == clientId).Select(c => c.Name).ToList()).ForSignedIn();
        server.App.MapGet("/api/v1/planted-open", (AppDb db) => db.Set<Site>().IgnoreQueryFilters().Select(s => s.Name).ToList()).ForSignedIn();
        var technician = await Walkers.OfRoleAsync(server, Role.Technician, own.ClientId);

        var found = await new Walker(server, own, other, work).WalkAsync(technician, r => r.Pattern.StartsWith("/api/v1/planted", StringComparison.Ordinal));

        found.ShouldContain("Technician: GET /api/v1/planted/{clientId:guid}: 200 for an object of another client: 404.");
        found.ShouldContain("Technician: GET /api/v1/planted/{clientId:guid}: the answer shows wallmark-b-Client-Name of another client.");
        found.ShouldContain(fault => fault.StartsWith("Technician: GET /api/v1/planted-slow/{clientId:guid}: another client's object costs", StringComparison.Ordinal));
        found.ShouldContain("Technician: GET /api/v1/planted-query, asked for it: the answer shows wallmark-b-Client-Name of another client.");
        found.ShouldContain("Technician: GET /api/v1/planted-open: the answer shows wallmark-b-Site-Name of another client.");
    }

    [Fact]
    public async Task A_parameter_nobody_taught_is_told()
    {
        var work = new WorkDone();
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite, work.Watch);
        var (own, other) = (await Estate.EmptyAsync(server, "a"), await Estate.SeedAsync(server, "b"));
        server.App.MapGet("/api/v1/planted/{gizmoId:guid}", () => "x").ForSignedIn();

        var told = await Should.ThrowAsync<InvalidOperationException>(() => new Walker(server, own, other, work).WalkAsync(Walkers.Nobody, r => r.Pattern.Contains("planted", StringComparison.Ordinal)));

        told.Message.ShouldContain("Routes.Taught");
    }

    [Fact]
    public async Task Every_route_says_for_whom_it_is()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);

        Routes.Of(server.Services)
            .Where(r => r.Endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
                && r.Endpoint.Metadata.GetMetadata<SignedInAttribute>() is null
                && r.Endpoint.Metadata.GetMetadata<RequiresAttribute>() is null)
            .Select(r => r.ToString()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_route_that_says_nothing_is_closed_to_all()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        server.App.MapGet("/api/v1/silent", () => "x");
        await server.AddUserAsync("nadia@example.org", null, new Grant(Role.Administrator, null));
        using var api = await server.ApiAsync("nadia@example.org");

        (await api.GetAsync("/api/v1/silent", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(System.Net.HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Every_row_of_a_client_stands_behind_the_wall()
    {
        await using var model = await ModelOnly.BuildAsync(DatabaseKind.Sqlite);
        var types = model.Db.Model.GetEntityTypes().Where(e => !e.IsOwned()).ToList();

        types.Where(e => e.ClrType.IsAssignableTo(typeof(IClientOwned)) && e.GetDeclaredQueryFilters().Count == 0).Select(e => e.ClrType.Name).ShouldBeEmpty();
        types.Where(e => e.FindProperty("ClientId") is not null && !e.ClrType.IsAssignableTo(typeof(IClientOwned)) && !NotOwned.Contains(e.ClrType))
            .Select(e => e.ClrType.Name).ShouldBeEmpty();
    }
}
