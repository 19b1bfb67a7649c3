using System.Diagnostics;
using Majordome.Server.Tests.Support;
using Majordome.Tests.Shared;

namespace Majordome.EndToEnd.Tests.Support;

/// <summary>A real nginx on a loopback port of its own, which the test stops and starts.</summary>
public sealed class Nginx : IAsyncDisposable
{
    private readonly string folder;
    private Process? process;

    private Nginx(string folder, int port)
    {
        this.folder = folder;
        Port = port;
    }

    public int Port { get; }

    public string Url => $"http://127.0.0.1:{Port}/";

    public static async Task<Nginx> StartAsync()
    {
        if (!File.Exists("/usr/sbin/nginx"))
        {
            Missing.Package("nginx-light");
        }

        var nginx = new Nginx(Directory.CreateTempSubdirectory("majordome-nginx-").FullName, Ports.Free());
        await File.WriteAllTextAsync(Path.Combine(nginx.folder, "index.html"), "<!doctype html><title>Laiterie</title><p>Tout va bien</p>");
        await File.WriteAllTextAsync(Path.Combine(nginx.folder, "nginx.conf"), $$"""
            daemon off;
            worker_processes 1;
            pid {{nginx.folder}}/nginx.pid;
            error_log {{nginx.folder}}/error.log;
            events { worker_connections 64; }
            http {
              access_log off;
              client_body_temp_path {{nginx.folder}}/body; proxy_temp_path {{nginx.folder}}/proxy; fastcgi_temp_path {{nginx.folder}}/fastcgi;
              uwsgi_temp_path {{nginx.folder}}/uwsgi; scgi_temp_path {{nginx.folder}}/scgi;
              server { listen 127.0.0.1:{{nginx.Port}}; root {{nginx.folder}}; location / { index index.html; } }
            }
            """);
        if (Environment.UserName == "root")
        {
            File.SetUnixFileMode(nginx.folder, (UnixFileMode)0b111_101_101);
        }

        await nginx.UpAsync();
        return nginx;
    }

    /// <summary>Starts it and waits until it answers.</summary>
    public async Task UpAsync()
    {
        process = Process.Start(new ProcessStartInfo("/usr/sbin/nginx", ["-c", Path.Combine(folder, "nginx.conf"), "-e", Path.Combine(folder, "error.log")]))!;
        using var http = new HttpClient();
        await Wait.UntilAsync(async () => (await http.GetAsync(Url)).IsSuccessStatusCode, "nginx answers", TimeSpan.FromSeconds(15));
    }

    /// <summary>Stops it at once.</summary>
    public async Task DownAsync()
    {
        process!.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            await DownAsync();
        }

        process?.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
