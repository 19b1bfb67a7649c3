using Majordome.Server.Platform;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Start;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Majordome.Server.Tests.Support;

/// <summary>The model of one database, without a database.</summary>
public sealed class ModelOnly : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly AsyncServiceScope scope;

    private ModelOnly(WebApplication app)
    {
        this.app = app;
        scope = app.Services.CreateAsyncScope();
        Db = scope.ServiceProvider.GetRequiredService<AppDb>();
    }

    public AppDb Db { get; }

    public static Task<ModelOnly> BuildAsync(DatabaseKind kind) => Task.FromResult(new ModelOnly(ServerHost.Build(
        new ServerOptions { Data = Path.GetTempPath(), Database = kind, Connection = "Host=127.0.0.1;Port=1" }, AllModules.List)));

    public async ValueTask DisposeAsync()
    {
        await scope.DisposeAsync();
        await app.DisposeAsync();
    }
}
