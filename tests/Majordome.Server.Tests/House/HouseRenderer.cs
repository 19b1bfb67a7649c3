using System.Globalization;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Majordome.Server.Platform.House;
using Majordome.Server.Platform.Wording;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Majordome.Server.Tests.House;

/// <summary>Renders components as a page would, in one language, at the instant of the sample day.</summary>
internal static class HouseRenderer
{
    public static DateTimeZone Paris { get; } = DateTimeZoneProviders.Tzdb["Europe/Paris"];

    /// <summary>Tuesday 17 November 2026, 10:42 in Paris.</summary>
    public static Instant Now { get; } = Instant.FromUtc(2026, 11, 17, 9, 42);

    public static Words French { get; } = new(CultureInfo.GetCultureInfo("fr-FR"), Paris, Now);

    public static Words English { get; } = new(CultureInfo.GetCultureInfo("en-GB"), Paris, Now);

    public static Task<string> RenderAsync<T>(params (string Name, object? Value)[] parameters)
        where T : IComponent => RenderAsync<T>("fr-FR", parameters);

    public static async Task<string> RenderAsync<T>(string culture, params (string Name, object? Value)[] parameters)
        where T : IComponent
    {
        var services = new ServiceCollection().AddLogging();
        services.AddHouse(_ => new Words(CultureInfo.GetCultureInfo(culture), Paris, Now));
        await using var provider = services.BuildServiceProvider();
        await using var scope = provider.CreateAsyncScope();
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, provider.GetRequiredService<ILoggerFactory>());
        var view = ParameterView.FromDictionary(parameters.ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal));
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
            return (await renderer.RenderComponentAsync<T>(view)).ToHtmlString();
        });
    }

    public static async Task<IHtmlDocument> PageAsync<T>(params (string Name, object? Value)[] parameters)
        where T : IComponent => Parse(await RenderAsync<T>(parameters));

    public static IHtmlDocument Parse(string html) => new HtmlParser().ParseDocument(html);

    /// <summary>The text of an element with runs of white space as one space; no-break spaces stay.</summary>
    public static string Said(AngleSharp.Dom.INode node) =>
        string.Join(' ', node.TextContent.Split([' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries));
}
