using System.Globalization;

namespace Majordome.Server.Monitoring.ByHand;

/// <summary>Times of the command line: seconds, with fractions after a point (<c>--timeout 2.5</c>), whatever the language.</summary>
internal static class HandSeconds
{
    /// <summary>The seconds that a text says; <c>null</c> when it is no number.</summary>
    public static double? Read(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && double.IsFinite(seconds) ? seconds : null;
}
