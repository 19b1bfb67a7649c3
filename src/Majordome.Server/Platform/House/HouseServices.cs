using System.Text.Encodings.Web;
using System.Text.Unicode;
using Majordome.Server.Platform.Wording;

namespace Majordome.Server.Platform.House;

/// <summary>Registration of what the components ask for.</summary>
public static class HouseServices
{
    /// <summary>Registers the texts and how dates and numbers are written for the reader of the current request.</summary>
    /// <param name="services">The server's services.</param>
    /// <param name="words">
    /// Builds the words of one request: the request's language, the reader's zone (else the provider's) and the instant now.
    /// Called once per request, so that one page has one now.
    /// </param>
    public static IServiceCollection AddHouse(this IServiceCollection services, Func<IServiceProvider, Words> words)
    {
        services.AddLocalization();
        services.AddScoped(words);

        // Accents stand as themselves rather than as six characters each; what HTML reserves is still escaped.
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        return services;
    }
}
