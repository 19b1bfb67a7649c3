using System.CommandLine;
using Majordome.Domain;
using Majordome.Probe.Snmp;
using Majordome.Protocols.Snmp;
using Majordome.Protocols.Snmp.Usm;
using Endpoint = Majordome.Probe.Network.Endpoint;

namespace Majordome.Server.Monitoring.ByHand;

/// <summary>
/// The device and the options by which it is asked, as the <c>snmp</c> commands take them. Secrets may be named by their place (<see cref="HandSecrets"/>): the community, a password
/// after its algorithm, or both together.
/// </summary>
internal sealed class SnmpArguments
{
    private const int DefaultPort = 161;

    /// <summary>Bounds of the time that an answer is given, in seconds.</summary>
    private const double ShortestWait = 0.001, LongestWait = 60;

    private static readonly Dictionary<string, UsmAuthentication> Algorithms = new(StringComparer.OrdinalIgnoreCase)
    {
        ["md5"] = UsmAuthentication.Md5,
        ["sha"] = UsmAuthentication.Sha1,
        ["sha1"] = UsmAuthentication.Sha1,
        ["sha224"] = UsmAuthentication.Sha224,
        ["sha256"] = UsmAuthentication.Sha256,
        ["sha384"] = UsmAuthentication.Sha384,
        ["sha512"] = UsmAuthentication.Sha512,
    };

    private readonly Argument<string> device = new("HOST:PORT") { Description = "L’équipement ; port 161 s’il est omis (the device)" };
    private readonly Option<string> community = new("--community") { Description = "La communauté, en v1 et v2c ; @FILE, @env:NAME, @- (the community)", DefaultValueFactory = _ => "public" };
    private readonly Option<bool> v1 = new("--v1") { Description = "Version 1 au lieu de 2c (version 1)" };
    private readonly Option<string?> user = new("--v3") { Description = "Version 3, avec cet utilisateur (version 3, with this user)", HelpName = "USER" };
    private readonly Option<string?> authentication = new("--auth") { Description = "md5, sha1, sha224, sha256, sha384 ou sha512, et le mot de passe ou @FILE, @env:NAME, @- (and password)", HelpName = "sha256:PASS" };
    private readonly Option<string?> privacy = new("--priv") { Description = "Chiffrement et mot de passe ou @FILE, @env:NAME, @- (encryption and password)", HelpName = "aes:PASS" };
    private readonly Option<string> timeout = new("--timeout") { Description = "Secondes d’attente par réponse (seconds per answer)", HelpName = "S", DefaultValueFactory = _ => "1" };
    private readonly Option<int> retries = new("--retries") { Description = "Nouvelles tentatives (retries)", DefaultValueFactory = _ => 2 };

    /// <summary>The options, on a command.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(device);
        foreach (var option in new Option[] { community, v1, user, authentication, privacy, timeout, retries })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The device as it was written.</summary>
    public string Name(ParseResult call) => call.GetRequiredValue(device);

    /// <summary>The target; refused when a part cannot be read or the name has no address.</summary>
    public async Task<Result<SnmpTarget>> TargetAsync(ParseResult call, CancellationToken cancel)
    {
        var credentials = Credentials(call);
        if (!credentials.TryGet(out var accepted, out var refused))
        {
            return refused;
        }

        if (HandSeconds.Read(call.GetRequiredValue(timeout)) is not { } wait)
        {
            return Refusal.Of("timeout", "parameter-not-a-number", call.GetRequiredValue(timeout));
        }

        if (wait is < ShortestWait or > LongestWait || call.GetRequiredValue(retries) is < 0 or > 10)
        {
            return Refusal.Of("timeout", "snmp-patience-out-of-bounds", ShortestWait, LongestWait);
        }

        if (!Endpoint.TryRead(Name(call), DefaultPort, out var endpoint))
        {
            return Refusal.Of("device", "target-not-host-and-port", Name(call));
        }

        try
        {
            var addresses = await System.Net.Dns.GetHostAddressesAsync(endpoint.Host, cancel);
            return new SnmpTarget(new(addresses[0], endpoint.Port), accepted, TimeSpan.FromSeconds(wait), call.GetRequiredValue(retries));
        }
        catch (System.Net.Sockets.SocketException)
        {
            return Refusal.Of("device", "snmp-name-unknown", endpoint.Host);
        }
    }

    private Result<SnmpCredentials> Credentials(ParseResult call)
    {
        if (call.GetValue(user) is not { } name)
        {
            var given = call.GetRequiredValue(community);
            return HandSecrets.Read(given) is { } said
                ? new SnmpCommunity(call.GetValue(v1) ? SnmpVersion.V1 : SnmpVersion.V2c, said)
                : Refusal.Of("community", "secret-unreadable", given);
        }

        if (!Key.Read("auth", call.GetValue(authentication)).TryGet(out var auth, out var unread) || !Key.Read("priv", call.GetValue(privacy)).TryGet(out var priv, out unread))
        {
            return unread;
        }

        var known = UsmAuthentication.None;
        if (auth.Algorithm is { } algorithm && !Algorithms.TryGetValue(algorithm, out known))
        {
            return Refusal.Of("auth", "snmp-algorithm-unknown", auth.Shown);
        }

        if (priv.Algorithm is { } cipher && !cipher.Equals("aes", StringComparison.OrdinalIgnoreCase))
        {
            return Refusal.Of("priv", "snmp-cipher-unknown", priv.Shown);
        }

        if (priv.Algorithm is not null && known == UsmAuthentication.None)
        {
            return Refusal.Of("priv", "snmp-privacy-without-authentication");
        }

        return auth.Password is { Length: < UsmUser.ShortestPassword } || priv.Password is { Length: < UsmUser.ShortestPassword }
            ? Refusal.Of("auth", "snmp-password-short", UsmUser.ShortestPassword)
            : new SnmpUser(new UsmUser(name, known, auth.Password ?? "", priv.Password));
    }

    /// <summary>An algorithm and its password, as <c>sha256:PASS</c>; nothing when they are not given. What may stand in a sentence is never what was behind a place.</summary>
    private sealed record Key(string? Algorithm, string? Password, string? Shown)
    {
        public static Result<Key> Read(string field, string? text)
        {
            if (text is null)
            {
                return new Key(null, null, null);
            }

            if (HandSecrets.Read(text) is not { } whole)
            {
                return Refusal.Of(field, "secret-unreadable", text);
            }

            // What follows the first colon is the password, colons and all.
            var (algorithm, password) = whole.IndexOf(':', StringComparison.Ordinal) is >= 0 and var at ? (whole[..at], whole[(at + 1)..]) : (whole, "");
            if (text.StartsWith('@'))
            {
                return new Key(algorithm, password, text);
            }

            return HandSecrets.Read(password) is { } secret ? new Key(algorithm, secret, algorithm) : Refusal.Of(field, "secret-unreadable", password);
        }
    }
}
