using System.Net;
using System.Net.Sockets;
using Majordome.EndToEnd.Tests.Support;
using Majordome.Server.Platform.Persistence;

namespace Majordome.EndToEnd.Tests.Story;

/// <summary>What a newcomer sees first.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task A_new_installation_prints_its_address_and_a_link_that_works_once()
    {
        await using var server = await RunningServer.StartAsync(DatabaseKind.Sqlite, unattended: false);

        server.Announcement.ShouldContain($"http://localhost:{server.Port}/");
        server.Announcement.ShouldContain("/setup?key=");
        File.Exists(Path.Combine(server.DataFolder, "majordome.db")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_second_server_on_the_same_folder_is_refused_in_one_line()
    {
        await using var server = await RunningServer.StartAsync(DatabaseKind.Sqlite);

        var (exitCode, _, errors) = await server.RunAsync("run", "--listen", "127.0.0.1:0");

        exitCode.ShouldBe(1);
        errors.Trim().ShouldBe($"Un autre serveur Majordome utilise déjà le dossier {server.DataFolder}. Arrêtez-le, ou choisissez un autre dossier avec --data.");
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named_and_the_exit_code_is_1()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await using var server = await RunningServer.StartAsync(DatabaseKind.Sqlite);
        await server.StopAsync();

        var (exitCode, _, errors) = await server.RunAsync("run", "--lang", "en", "--listen", $"127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}");

        exitCode.ShouldBe(1);
        errors.Trim().ShouldStartWith("The address 127.0.0.1:");
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task A_token_made_beside_the_server_opens_the_api_and_sigterm_ends_it_whole(DatabaseKind kind)
    {
        await using var server = await RunningServer.StartAsync(kind);
        using var api = await server.ApiAsync();

        (await api.GetAsync("/api/v1/clients")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await server.StopAsync()).ShouldBe(0);
        var (exitCode, output, errors) = await server.RunAsync("audit", "verify");
        exitCode.ShouldBe(0, output + errors);
    }
}
