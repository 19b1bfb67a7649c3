using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;

namespace Majordome.Server.Tests.House;

/// <summary>Contrast by WCAG 2.2 (1.4.3, 1.4.11) computed from the tokens of the style sheet, and its weight.</summary>
public partial class StyleSheetTests
{
    private static readonly Dictionary<string, (string Light, string Dark)> Tokens = Token().Matches(StyleSheet.Own)
        .ToDictionary(match => match.Groups[1].Value, match => (match.Groups[2].Value, match.Groups[3].Value), StringComparer.Ordinal);

    [Theory]
    [InlineData("text")]
    [InlineData("text-2")]
    [InlineData("text-3")]
    [InlineData("accent")]
    [InlineData("calm")]
    [InlineData("attention")]
    [InlineData("late")]
    [InlineData("paused")]
    [InlineData("unknown")]
    public void Text_passes_on_every_ground_it_may_stand_on(string token)
    {
        foreach (var ground in new[] { "bg", "surface", "sunk", "accent-bg" })
        {
            Lowest(token, ground).ShouldBeGreaterThanOrEqualTo(4.5, $"{token} on {ground}");
        }
    }

    [Theory]
    [InlineData("calm", "calm-bg")]
    [InlineData("attention", "attention-bg")]
    [InlineData("late", "late-bg")]
    [InlineData("paused", "paused-bg")]
    [InlineData("unknown", "unknown-bg")]
    [InlineData("text", "attention-bg")]
    [InlineData("text-2", "unknown-bg")]
    [InlineData("text-2", "off-hours")]
    [InlineData("on-accent", "accent")]
    [InlineData("on-counted", "counted")]
    [InlineData("counted", "remaining")]
    public void Text_passes_on_its_own_ground(string token, string ground) =>
        Lowest(token, ground).ShouldBeGreaterThanOrEqualTo(4.5);

    [Theory]
    [InlineData("field")]
    [InlineData("calm-fill")]
    [InlineData("attention-fill")]
    [InlineData("late-fill")]
    [InlineData("paused-fill")]
    [InlineData("unknown-fill")]
    [InlineData("counted")]
    public void Shapes_and_borders_of_fields_pass_on_the_surface(string token) =>
        Lowest(token, "surface").ShouldBeGreaterThanOrEqualTo(3);

    [Fact]
    public void The_ratio_is_that_of_the_norm()
    {
        Ratio("#000000", "#ffffff").ShouldBe(21, 0.001);
        Ratio("#777777", "#ffffff").ShouldBe(4.478, 0.001);
    }

    [Fact]
    public void The_style_sheets_weigh_less_than_60_kB_compressed()
    {
        var weight = Compressed(StyleSheet.OwnFile) + Compressed(Path.Combine(StyleSheet.Root, "lib", "tabler", "tabler.css"));
        weight.ShouldBeLessThan(60_000);
    }

    [Fact]
    public void The_style_sheets_ask_nothing_from_elsewhere()
    {
        foreach (var sheet in new[] { StyleSheet.Own, File.ReadAllText(Path.Combine(StyleSheet.Root, "lib", "tabler", "tabler.css")) })
        {
            sheet.ShouldNotContain("data:");
            sheet.ShouldNotContain("url(http");
            sheet.ShouldNotContain("@import");
        }
    }

    private static double Lowest(string token, string ground) =>
        Math.Min(Ratio(Tokens[token].Light, Tokens[ground].Light), Ratio(Tokens[token].Dark, Tokens[ground].Dark));

    private static double Ratio(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string colour)
    {
        double Channel(int at)
        {
            var value = int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }

        return 0.2126 * Channel(1) + 0.7152 * Channel(3) + 0.0722 * Channel(5);
    }

    private static long Compressed(string path)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(File.ReadAllBytes(path));
        }

        return memory.Length;
    }

    [GeneratedRegex(@"--m-([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", RegexOptions.None, 1000)]
    private static partial Regex Token();
}
