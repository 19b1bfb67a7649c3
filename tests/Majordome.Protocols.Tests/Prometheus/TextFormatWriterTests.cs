using Majordome.Protocols.Prometheus;

namespace Majordome.Protocols.Tests.Prometheus;

public sealed class TextFormatWriterTests
{
    [Fact]
    public void A_family_is_written_as_the_format_says()
    {
        var writer = new TextFormatWriter();
        writer.Family("majordome_checks_total", "counter", "Checks run.\nBy type \\ state.");
        writer.Sample("majordome_checks_total", [new("type", "http"), new("text", "a \"quoted\"\nline \\")], 3);
        writer.Sample("majordome_checks_total", [], 0.1);

        writer.ToString().ShouldBe(
            "# HELP majordome_checks_total Checks run.\\nBy type \\\\ state.\n# TYPE majordome_checks_total counter\n"
            + "majordome_checks_total{type=\"http\",text=\"a \\\"quoted\\\"\\nline \\\\\"} 3\nmajordome_checks_total 0.1\n");
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(1e21, "1E+21")]
    [InlineData(-0.5, "-0.5")]
    public void Values_read_back(double value, string text) => TextFormatWriter.Number(value).ShouldBe(text);

    [Theory]
    [InlineData("http.server.request.duration", "http_server_request_duration")]
    [InlineData("5xx", "_5xx")]
    public void Names_are_made_valid(string name, string valid) => TextFormatWriter.Name(name).ShouldBe(valid);
}
