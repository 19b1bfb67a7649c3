using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Majordome.Domain.Monitoring;
using Majordome.Protocols.Plugins;

namespace Majordome.Protocols.Tests.Plugins;

/// <summary>Outputs as plugins in use print them, each with how it is read; and what must hold for any that keeps to the grammar.</summary>
public sealed class PluginCorpusTests
{
    private static readonly JsonWriterOptions AsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void Every_output_of_the_corpus_is_read_as_decided()
    {
        var lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Plugins/data/perfdata.txt"));

        (lines.Length / 2).ShouldBeGreaterThanOrEqualTo(150);
        for (var i = 0; i + 1 < lines.Length; i += 2)
        {
            Json(PluginOutput.Read(lines[i])).ShouldBe(lines[i + 1], lines[i]);
        }
    }

    [Fact]
    public void What_keeps_to_the_grammar_is_read_back_as_it_was_written()
    {
        var labels = Gen.Elements("a", "/", "/var/log", "a b", "l'heure", "x=y", "q|r", "s;t", "é", "'", "C:\\ used %", "5 min");
        var units = Gen.Elements("", "s", "ms", "us", "%", "B", "KB", "c", "°C", "req/s");
        var ranges = Gen.Elements<string?>(null, "10", "10:", "~:10", "10:20", "@10:20", "-5.5:1e3");
        var numbers = ArbMap.Default.GeneratorFor<double>().Where(double.IsFinite);
        var data =
            from label in labels
            from value in numbers
            from unit in units
            from warning in ranges
            from critical in ranges
            from minimum in Gen.OneOf(Gen.Constant<double?>(null), numbers.Select(n => (double?)n))
            from undetermined in Gen.Elements(false, false, false, true)
            select new PerformanceDatum(label, undetermined ? null : value, undetermined ? "" : unit, warning, critical, minimum);

        Prop.ForAll(
            data.ArrayOf().ToArbitrary(),
            written =>
            {
                var read = PluginOutput.Read("OK | " + string.Join(' ', written.Select(Written)));
                return read.Measurements.SequenceEqual(written) && read.Faults.IsEmpty;
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_number_in_json_reads_back_as_the_same_double() => Prop.ForAll<double>(number =>
    {
        if (!double.IsFinite(number))
        {
            return true;
        }

        using var json = JsonDocument.Parse(Json(PluginOutput.Read("x|a=" + number.ToString("R", CultureInfo.InvariantCulture))));
        return json.RootElement.GetProperty("perfdata")[0].GetProperty("value").GetDouble().Equals(number);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("OK", CheckStatus.Ok)]
    [InlineData("WARNING: x", CheckStatus.Warning)]
    [InlineData("HTTP CRITICAL - x", CheckStatus.Critical)]
    [InlineData("DISK UNKNOWN", CheckStatus.Unknown)]
    [InlineData("OKAY", null)]
    [InlineData("", null)]
    [InlineData("x - OK", null)]
    [InlineData("The state is OK", null)]
    [InlineData("not OK", null)]
    public void The_status_word_at_the_beginning_of_a_text_is_known(string text, CheckStatus? expected) => PluginStatusWord.Find(text).ShouldBe(expected);

    internal static string Json(PluginOutput output)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, AsWritten))
        {
            PluginOutputJson.Write(json, output);
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static string Written(PerformanceDatum datum) => string.Create(
        CultureInfo.InvariantCulture,
        $"'{datum.Label.Replace("'", "''", StringComparison.Ordinal)}'={datum.Value?.ToString("R", CultureInfo.InvariantCulture) ?? "U"}{datum.Unit};{datum.Warning};{datum.Critical};{datum.Minimum:R};");
}
