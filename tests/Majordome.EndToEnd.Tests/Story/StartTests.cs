using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
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

    [Fact]
    public async Task A_request_that_is_under_way_at_sigterm_is_answered_whole()
    {
        await using var server = await RunningServer.StartAsync(DatabaseKind.Sqlite);
        using var api = await server.ApiAsync();
        (await api.PostAsJsonAsync("/api/v1/clients", new { code = "LV", name = "Lavande", language = "fr", zone = "Europe/Paris" })).EnsureSuccessStatusCode();
        using var body = new HeldBody("""{"resourceMetrics":[]}""");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/metrics") { Content = body, Headers = { { "X-Majordome-Client", "LV" } } };
        request.Headers.ExpectContinue = true;
        var answered = api.SendAsync(request);
        await body.Begun;

        var stopped = server.StopAsync();
        await Task.WhenAny(stopped, Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System));
        stopped.IsCompleted.ShouldBeFalse();
        body.Release();

        using var answer = await answered;
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("{}");
        (await stopped).ShouldBe(0);
    }

    [Fact]
    public async Task A_command_that_is_broken_off_says_nothing_and_ends_with_130()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var command = Start(Path.GetTempPath(), null, "check", "http", $"http://{silent.LocalEndpoint}/", "--timeout", "60");
        using var asked = await silent.AcceptSocketAsync();

        using var interrupt = Process.Start("kill", ["-INT", command.Id.ToString(CultureInfo.InvariantCulture)]);

        (await EndAsync(command)).ShouldBe((130, "", ""));
    }

    [Fact]
    public async Task What_the_system_refuses_is_one_line_and_a_token_that_is_valid_is_told_all_the_same()
    {
        await using var server = await RunningServer.StartAsync(DatabaseKind.Sqlite);
        string[] place = ["--data", server.DataFolder, "--lang=en"];

        var backup = await EndAsync(Start(server.DataFolder, null, ["backup", Path.Combine(server.DataFolder, "nowhere", "b.zip"), .. place]));
        var token = await EndAsync(Start(server.DataFolder, Path.Combine(server.DataFolder, "password", "heads.log"), ["token", "create", "--user", RunningServer.Admin, .. place]));
        await File.WriteAllTextAsync(Path.Combine(server.DataFolder, "appsettings.json"), "{ \"Majordome\": ");
        var configured = await EndAsync(Start(server.DataFolder, null, "backup", "b.zip"));

        foreach (var (ending, words) in new[] { (backup, "The system refuses: "), (token, "The system refuses: "), (configured, "La configuration ne se lit pas\u00A0: ") })
        {
            ending.ExitCode.ShouldBe(1);
            ending.Errors.TrimEnd().Split('\n').ShouldHaveSingleItem().ShouldStartWith(words);
        }

        using var api = new HttpClient { BaseAddress = new Uri(server.Url), DefaultRequestHeaders = { Authorization = new("Bearer", token.Output.Trim()) } };
        (await api.GetAsync("/api/v1/clients")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    // Begun in the background, a test would hand on that SIGINT is ignored.
    private static Process Start(string folder, string? anchors, params string[] arguments)
    {
        var start = new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", RunningServer.Program, .. arguments])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        if (anchors is not null)
        {
            start.Environment["MAJORDOME__ANCHORS"] = anchors;
        }

        return Process.Start(start)!;
    }

    private static async Task<(int ExitCode, string Output, string Errors)> EndAsync(Process command)
    {
        using (command)
        {
            var texts = await Task.WhenAll(command.StandardOutput.ReadToEndAsync(), command.StandardError.ReadToEndAsync());
            await command.WaitForExitAsync();
            return (command.ExitCode, texts[0], texts[1]);
        }
    }

    /// <summary>A body of which half is sent, and the rest when it is let go.</summary>
    private sealed class HeldBody : HttpContent
    {
        private readonly byte[] bytes;
        private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public HeldBody(string json)
        {
            bytes = Encoding.UTF8.GetBytes(json);
            Headers.ContentType = new("application/json");
        }

        /// <summary>The server asked for the body (<c>100 Continue</c>), and has half of it.</summary>
        public Task Begun => begun.Task;

        public void Release() => released.SetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(bytes.AsMemory(..(bytes.Length / 2)));
            await stream.FlushAsync();
            begun.SetResult();
            await released.Task;
            await stream.WriteAsync(bytes.AsMemory((bytes.Length / 2)..));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes.Length;
            return true;
        }
    }
}
