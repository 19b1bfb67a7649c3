using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Majordome.EndToEnd.Tests.Support;
using Majordome.Tests.Shared;

namespace Majordome.Bench.Peers.Checks;

/// <summary>
/// An nginx that answers on every address of 127.0.0.0/8, and counts: a connection with a request is an HTTP check, one without is a TCP check.
/// </summary>
public sealed partial class TargetServer : IAsyncDisposable
{
    private readonly PeerProcess nginx;
    private readonly HttpClient http = new() { DefaultRequestHeaders = { Connection = { "close" } } };

    private TargetServer(PeerProcess nginx, int port) => (this.nginx, Port) = (nginx, port);

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <summary>Starts it and waits until it answers.</summary>
    public static async Task<TargetServer> StartAsync()
    {
        var (folder, port) = (PeerProcess.MakeFolder("nginx"), Ports.Free());
        await File.WriteAllTextAsync(Path.Combine(folder, "index.html"), "<!doctype html><title>Laiterie</title><p>Tout va bien</p>");
        await File.WriteAllTextAsync(Path.Combine(folder, "nginx.conf"), $$"""
            daemon off;
            worker_processes 1;
            pid {{folder}}/nginx.pid;
            error_log {{folder}}/error.log;
            events { worker_connections 4096; }
            http {
              access_log off;
              client_body_temp_path {{folder}}/body; proxy_temp_path {{folder}}/proxy; fastcgi_temp_path {{folder}}/fastcgi;
              uwsgi_temp_path {{folder}}/uwsgi; scgi_temp_path {{folder}}/scgi;
              server { listen 0.0.0.0:{{port}} backlog=4096; root {{folder}}; location / { index index.html; } location = /count { stub_status; } }
            }
            """);
        var server = new TargetServer(PeerProcess.Start(folder, listens: false, "/usr/sbin/nginx", "-c", Path.Combine(folder, "nginx.conf"), "-e", Path.Combine(folder, "error.log")), port);
        await Wait.UntilAsync(async () => (await server.http.GetAsync(server.CountUrl)).IsSuccessStatusCode, "nginx answers", TimeSpan.FromSeconds(15));
        return server;
    }

    /// <summary>What it has been asked so far, this question not counted.</summary>
    public async Task<(long Tcp, long Http)> CountAsync()
    {
        var status = await http.GetStringAsync(CountUrl);
        var numbers = Numbers().Match(status);
        var (accepted, requests) = (Number(numbers, 1), Number(numbers, 3));
        questions++;
        return (accepted - requests, requests - questions);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await nginx.DisposeAsync();
    }

    private string CountUrl => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}/count");

    private long questions;

    private static long Number(Match match, int group) => long.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    // "server accepts handled requests" and the three numbers below it.
    [GeneratedRegex(@"requests\s+(\d+)\s+(\d+)\s+(\d+)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Numbers();
}
