using System.Globalization;

namespace Majordome.Server.Platform.House;

/// <summary>Numbers in drawings: a point as decimal mark whatever the page's language.</summary>
internal static class Svg
{
    public static string N(double number) => Math.Round(number, 2).ToString(CultureInfo.InvariantCulture);

    public static string Percent(double number) => N(number) + "%";
}
