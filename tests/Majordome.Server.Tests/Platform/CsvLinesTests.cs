using System.Text;
using Majordome.Server.Platform.Import;

namespace Majordome.Server.Tests.Platform;

/// <summary>What a spreadsheet reads of our files, and what we read back.</summary>
public sealed class CsvLinesTests
{
    private static readonly Dictionary<string, string[]> Columns = new(StringComparer.Ordinal) { ["name"] = [], ["description"] = [] };

    [Theory]
    [InlineData("=HYPERLINK(\"http://evil.example\";\"Facture\")")]
    [InlineData("+33 4 76 00 00 00")]
    [InlineData("-1")]
    [InlineData("@SUM(A1)")]
    [InlineData("d'abord")]
    [InlineData("'cité'")]
    public void No_field_is_a_formula_and_each_is_read_back_as_it_was(string text)
    {
        var csv = new CsvLines(';');
        var file = csv.Line("name", "description") + csv.Line("x", text);

        file.Split(";")[^1].TrimStart('"')[0].ShouldNotBeOneOf('=', '+', '-', '@');
        CsvTable.Read(Encoding.UTF8.GetBytes(file), Columns).Value.ShouldHaveSingleItem()["description"].ShouldBe(text);
    }
}
