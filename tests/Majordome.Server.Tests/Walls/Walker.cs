using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Web;
using Majordome.Server.Tests.Support;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Metadata;

namespace Majordome.Server.Tests.Walls;

/// <summary>Somebody who walks: nobody, or a user with a session and a token.</summary>
/// <param name="Name">For the report.</param>
/// <param name="Caller">What they may.</param>
/// <param name="Session">Their cookies, for pages.</param>
/// <param name="Token">Their token, for the API.</param>
internal sealed record Walkers(string Name, Caller Caller, string? Session, string? Token)
{
    public static Walkers Nobody { get; } = new("nobody", Caller.Nobody, null, null);

    public static async Task<Walkers> OfRoleAsync(TestServer server, Role role, Guid clientId)
    {
        var email = $"{role}@example.org".ToLowerInvariant();
        var caller = await server.AddUserAsync(email, role is Role.ClientContact ? clientId : null, new Grant(role, clientId));
        using var visitor = await Visitor.SignedInAsync(server, email);
        var token = await server.RunAsync(Caller.Program("walls"), (CreateToken c) => c.HandleAsync(new NewToken(email, "walls", "all", null), default));
        return new(role.ToString(), caller, string.Join("; ", visitor.Cookies.Select(c => $"{c.Name}={c.Value}")), token.Value);
    }
}

/// <summary>Walks every route of the running program as somebody of client A, with the objects of client B, and tells what it could see or touch.</summary>
internal sealed partial class Walker(TestServer server, Estate own, Estate other, WorkDone work)
{
    private readonly HttpClient http = server.Anonymous();

    public async Task<List<string>> WalkAsync(Walkers who, Func<Route, bool>? only = null)
    {
        var found = new List<string>();

        // What ends the walker's own sessions comes last.
        foreach (var route in Routes.Of(server.Services).Where(r => only?.Invoke(r) ?? true).OrderBy(r => r.Pattern.StartsWith("/api/v1/account", StringComparison.Ordinal)))
        {
            var address = Routes.AddressOf(route, other, out var namesObject);
            var body = Routes.BodyOf(route, other, out var bodyNamesObject);
            var answer = await AskAsync(route, address, body, who);
            var unknown = namesObject ? await AskAsync(route, Routes.AddressOf(route, null, out _), body, who) : answer;
            found.AddRange(Judge(route, who, answer, unknown, namesObject, bodyNamesObject).Select(fault => $"{who.Name}: {route}: {fault}"));
            if (route.Method == "GET" && !namesObject && !Routes.Streams.Contains(route.Pattern))
            {
                found.AddRange(Seen(await AskAsync(route, address + Routes.QueryOf(other), body, who)).Select(fault => $"{who.Name}: {route}, asked for it: {fault}"));
            }
        }

        return found;
    }

    private IEnumerable<string> Seen(Answer answer)
    {
        var status = (int)answer.Status;
        if (status >= 500 && status != 503)
        {
            yield return $"{status} for an object of another client.";
        }

        if (answer.Whole.Contains(other.Mark, StringComparison.Ordinal))
        {
            yield return $"the answer shows {Mark().Match(answer.Whole).Value} of another client.";
        }

        if (other.Ids.FirstOrDefault(id => !answer.Asked.Contains(id, StringComparison.Ordinal) && answer.Whole.Contains(id, StringComparison.Ordinal)) is { } key)
        {
            yield return $"the answer shows a key of another client ({key}).";
        }
    }

    private IEnumerable<string> Judge(Route route, Walkers who, Answer answer, Answer unknown, bool namesObject, bool bodyNamesObject)
    {
        var status = (int)answer.Status;
        foreach (var fault in Seen(answer))
        {
            yield return fault;
        }

        if (route.IsOpen)
        {
            yield break;
        }

        if (!who.Caller.IsKnown)
        {
            var isSent = answer.Status is HttpStatusCode.Redirect && answer.Location?.StartsWith(PermissionGate.SignInPath, StringComparison.Ordinal) is true;
            var isAsked = answer.Status is HttpStatusCode.Unauthorized;
            if (route.IsPage && route.Method == "GET" ? !isSent : route.IsApi ? !isAsked : !isSent && !isAsked)
            {
                yield return $"{status} without identity.";
            }
        }
        else if (!PermissionGate.Admits(route.Endpoint, who.Caller))
        {
            if (answer.Status is not HttpStatusCode.Forbidden && !(answer.Status is HttpStatusCode.Redirect && route.Pattern == "/"))
            {
                yield return $"{status} where the act is not allowed: 403.";
            }
        }
        else if (namesObject)
        {
            if (route.Method == "GET" ? answer.Status is not HttpStatusCode.NotFound : status is < 400 or 405)
            {
                yield return $"{status} for an object of another client: 404.";
            }

            if (answer.Status != unknown.Status || answer.Told != unknown.Told)
            {
                yield return $"another client's object is told apart from one that does not exist ({status}, {(int)unknown.Status}).";
            }

            if (answer.Commands != unknown.Commands)
            {
                yield return $"another client's object costs {answer.Commands} commands of the database, one that does not exist {unknown.Commands}: a watch tells them apart.";
            }
        }
        else if (bodyNamesObject && route.Method != "GET" && status < 300)
        {
            yield return $"{status}: wrote on another client.";
        }
    }

    private async Task<Answer> AskAsync(Route route, string address, string body, Walkers who)
    {
        using var request = new HttpRequestMessage(new HttpMethod(route.Method), address);
        if (!route.IsPage && !route.IsOpen && !IsForForms(route) && who.Token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", who.Token);
        }
        else if (who.Session is not null)
        {
            request.Headers.Add("Cookie", who.Session);
        }

        if (route.Method is not "GET" and not "HEAD")
        {
            var kind = route.Endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes.FirstOrDefault() ?? (route.IsApi ? "application/json" : "application/x-www-form-urlencoded");
            request.Content = new StringContent(kind is "application/json" ? body : "", Encoding.UTF8, kind);
            request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        }

        var before = work.Commands;
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        var text = Routes.Streams.Contains(route.Pattern) && response.IsSuccessStatusCode ? "" : await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new Answer(response.StatusCode, response.Headers.Location?.ToString(), $"{response.Headers}\n{response.Content.Headers}\n{text}", Same(text, address), address + body, work.Commands - before);
    }

    // Routes that our pages' scripts post to: a session opens them, with the form's token.
    private static bool IsForForms(Route route) => route.Endpoint.Metadata.GetMetadata<IAntiforgeryMetadata>() is { RequiresValidation: true };

    // What an answer says, without what differs from one request to the next.
    private static string Same(string text, string address)
    {
        var said = Changing().Replace(text, "");
        foreach (var part in address.Split('/').Where(p => p.Length > 5 && p.Any(char.IsAsciiDigit)))
        {
            said = said.Replace(part, "", StringComparison.OrdinalIgnoreCase);
        }

        return said;
    }

    /// <summary>Whose walk it is: kept so that a report can name it.</summary>
    public Estate Own => own;

    private sealed record Answer(HttpStatusCode Status, string? Location, string Whole, string Told, string Asked, int Commands);

    [GeneratedRegex("wallmark-[A-Za-z0-9-]+")]
    private static partial Regex Mark();

    [GeneratedRegex("\"traceId\":\"[^\"]*\",?|CfDJ8[\\w-]+")]
    private static partial Regex Changing();
}
