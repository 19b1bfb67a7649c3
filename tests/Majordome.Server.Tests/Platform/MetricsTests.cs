using System.Net;
using Majordome.Server.Clients;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;

namespace Majordome.Server.Tests.Platform;

public sealed class MetricsTests
{
    [Fact]
    public async Task An_administrator_reads_what_the_server_measures_of_itself()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var admin = await server.AddUserAsync("admin@example.org", null, new Grant(Role.Administrator, null));
        await server.AddUserAsync("tech@example.org", null, new Grant(Role.Technician, null));
        await server.RunAsync(admin, (CreateClient c) => c.HandleAsync(new ClientForm("Laiterie", "LV", "fr", "Europe/Paris"), default));

        using var api = await server.ApiAsync("admin@example.org");
        var text = await api.GetStringAsync("/metrics");

        text.ShouldContain("# TYPE majordome_command_duration_seconds histogram");
        text.ShouldContain("majordome_command_duration_seconds_count{command=\"create-client\",outcome=\"accepted\"} ");
        using var technician = await server.ApiAsync("tech@example.org");
        (await technician.GetAsync("/metrics")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await server.Anonymous().GetAsync("/metrics")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }
}
