using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.TestHost;

namespace Majordome.Server.Tests.Support;

/// <summary>A person's browser without its script: keeps cookies, fills the forms that the pages show, follows redirections.</summary>
public sealed class Visitor : IDisposable
{
    private readonly CookieContainer cookies = new();
    private readonly HttpClient http;

    public Visitor(TestServer server, string origin = "http://localhost")
    {
        Origin = new Uri(origin);
        http = server.App.GetTestServer().CreateClient();
    }

    public Uri Origin { get; }

    /// <summary>The last answer, after redirections.</summary>
    public HttpResponseMessage Answer { get; private set; } = null!;

    /// <summary>The path and query of the page shown.</summary>
    public string Path { get; private set; } = "/";

    public IHtmlDocument Page { get; private set; } = null!;

    public string Said => string.Join(' ', Page.Body!.TextContent.Split([' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries));

    public IEnumerable<Cookie> Cookies => cookies.GetCookies(Origin);

    /// <summary>The Set-Cookie headers of every answer so far.</summary>
    public List<string> CookiesSet { get; } = [];

    public static async Task<Visitor> SignedInAsync(TestServer server, string email)
    {
        var visitor = new Visitor(server);
        await visitor.SignInAsync(email);
        return visitor;
    }

    public async Task SignInAsync(string email, string password = TestServer.Password)
    {
        await GetAsync("/sign-in?returnUrl=%2Faccount");
        await SubmitAsync("password", ("Form.Email", email), ("Form.Password", password));
    }

    public Task<IHtmlDocument> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    /// <summary>Fills and sends the form of that name on the page shown; its other fields are sent as they are.</summary>
    public Task<IHtmlDocument> SubmitAsync(string form, params (string Name, string Value)[] fields)
    {
        var shown = Page.Forms.SingleOrDefault(f => f.QuerySelector("input[name=_handler]")?.GetAttribute("value") == form)
            ?? throw new InvalidOperationException($"No form {form} on {Path}: {Page.Title}");
        return SubmitAsync(shown, fields);
    }

    public Task<IHtmlDocument> SubmitAsync(IHtmlFormElement form, params (string Name, string Value)[] fields)
    {
        var sent = new List<KeyValuePair<string, string>>();
        foreach (var field in form.Elements)
        {
            var name = field.GetAttribute("name");
            if (string.IsNullOrEmpty(name) || fields.Any(f => f.Name == name) || field is IHtmlInputElement { Type: "checkbox" or "radio", IsChecked: false })
            {
                continue;
            }

            sent.Add(new(name, field switch
            {
                IHtmlInputElement input => input.Value,
                IHtmlSelectElement select => select.Value ?? "",
                IHtmlTextAreaElement area => area.Value,
                _ => "",
            }));
        }

        sent.AddRange(fields.Select(f => new KeyValuePair<string, string>(f.Name, f.Value)));
        return SendAsync(HttpMethod.Post, form.GetAttribute("action") is { Length: > 0 } action ? action : Path, new FormUrlEncodedContent(sent));
    }

    public async Task<IHtmlDocument> SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        for (var hops = 0; ; hops++)
        {
            var uri = new Uri(Origin, path);
            using var request = new HttpRequestMessage(method, uri) { Content = content };
            request.Headers.Add("Accept-Language", "fr");
            if (cookies.GetCookieHeader(uri) is { Length: > 0 } held)
            {
                request.Headers.Add("Cookie", held);
            }

            Answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
            foreach (var set in Answer.Headers.TryGetValues("Set-Cookie", out var values) ? values : [])
            {
                CookiesSet.Add(set);
                cookies.SetCookies(uri, set);
            }

            Path = uri.PathAndQuery;
            if (Answer.StatusCode is HttpStatusCode.Redirect or HttpStatusCode.Found or HttpStatusCode.SeeOther && hops < 5)
            {
                (method, path, content) = (HttpMethod.Get, Answer.Headers.Location!.ToString(), null);
                continue;
            }

            Page = new HtmlParser().ParseDocument(await Answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            return Page;
        }
    }

    public void Dispose() => http.Dispose();
}
