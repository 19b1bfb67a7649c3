using System.Globalization;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Majordome.Server.Platform.Web;

/// <summary>How people reach the server from outside: the beginning of links in mails and webhooks.</summary>
public sealed class PublicAddress(ServerOptions options, IServer server)
{
    /// <summary>Without a slash at its end: <see cref="ServerOptions.PublicUrl"/>, else <c>http://localhost:PORT</c> with the port that is listened on.</summary>
    public string Root => options.PublicUrl?.TrimEnd('/') ?? $"http://localhost:{Port}";

    /// <summary>The address of a path that begins with a slash.</summary>
    public string Of(string path) => Root + path;

    private string Port =>
        (server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is { } bound && Uri.TryCreate(bound, UriKind.Absolute, out var uri)
            ? uri.Port
            : ListenAddress.Web(options).Port).ToString(CultureInfo.InvariantCulture);
}
