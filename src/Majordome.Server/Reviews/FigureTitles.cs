using Microsoft.Extensions.Localization;

namespace Majordome.Server.Reviews;

/// <summary>How figures are called on the page of their facts.</summary>
public static class FigureTitles
{
    /// <summary>« GTR tenue, P1 ».</summary>
    public static string Of(ReviewFigure figure, IStringLocalizer<ReviewsTexts> texts, IReadOnlyDictionary<Guid, string> items)
    {
        var name = texts[$"Figure.{figure.Name}"].Value;
        var part = figure.Part switch
        {
            "" => null,
            ReviewFigures.All => texts["Together"].Value,
            ReviewFigures.UnknownItem => texts["ItemUnknown"].Value,
            { Length: 2 } priority => priority.ToUpperInvariant(),
            _ when figure.Measured is { } measured => measured.Name,
            var item => items.GetValueOrDefault(Guid.Parse(item)) ?? texts["ItemGone"].Value,
        };
        return part is null ? name : $"{name}, {part}";
    }
}
