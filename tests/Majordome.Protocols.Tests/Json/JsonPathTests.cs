using System.Text.Json;
using Majordome.Protocols.Json;

namespace Majordome.Protocols.Tests.Json;

public sealed class JsonPathTests
{
    private const string Document = """
        {"a": {"b c": 1, "é": true, "'": "q"}, "items": [{"id": 1, "n": "x"}, {"id": 2, "n": "y"}], "e": [], "s": "up and running", "z": null}
        """;

    [Theory]
    [InlineData("$.a['b c']", "1")]
    [InlineData("$['a'][\"b c\"]", "1")]
    [InlineData("$.a.é", "true")]
    [InlineData("$.a['\\u00e9']", "true")]
    [InlineData("$.a['\\'']", "\"q\"")]
    [InlineData("$.items[0].id", "1")]
    [InlineData("$.items[-1].id", "2")]
    [InlineData("$.items[*].id", "1|2")]
    [InlineData("$.items.*.n", "\"x\"|\"y\"")]
    [InlineData("$.items[2]", "")]
    [InlineData("$.items[-3]", "")]
    [InlineData("$.e[*]", "")]
    [InlineData("$.z", "null")]
    [InlineData("$.nothing.at.all", "")]
    [InlineData("$.s[0]", "")]
    public void A_path_leads_to_values(string text, string expected)
    {
        JsonPath.TryRead(text, out var path).ShouldBeTrue();

        using var document = JsonDocument.Parse(Document);
        string.Join('|', path!.Select(document.RootElement).Select(value => value.GetRawText())).ShouldBe(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("$.")]
    [InlineData("$..a")]
    [InlineData("$[")]
    [InlineData("$[]")]
    [InlineData("$[01]")]
    [InlineData("$[-0]")]
    [InlineData("$[+1]")]
    [InlineData("$[1:2]")]
    [InlineData("$['a]")]
    [InlineData("$['\\x']")]
    [InlineData("$['a'")]
    [InlineData("$[?@.a]")]
    [InlineData("$.1a")]
    [InlineData("$.a ")]
    [InlineData("$[99999999999]")]
    public void What_is_no_path_is_not_read(string text) => JsonPath.TryRead(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("$.a", true)]
    [InlineData("$.b", false)]
    [InlineData("$.s == \"up and running\"", true)]
    [InlineData("$.s contains \"and\"", true)]
    [InlineData("$.items[*].id == 2", true)]
    [InlineData("$.items[*].id == 2.0", true)]
    [InlineData("$.items[*].id > 2", false)]
    [InlineData("$.items[0].id <= 1 && $.s >= \"up\"", true)]
    [InlineData("$.items[0].id <= 1 && $.s < \"up\"", false)]
    [InlineData("$.z == null", true)]
    [InlineData("$.z != null", false)]
    [InlineData("$.b != 1", false)]
    [InlineData("$.a.é == true", true)]
    [InlineData("$.s == \"a && b\"", false)]
    public void A_document_is_as_a_condition_says_or_not(string text, bool expected)
    {
        JsonCondition.TryReadAll(text, out var conditions).ShouldBeTrue();

        using var document = JsonDocument.Parse(Document);
        conditions.All(condition => condition.Holds(document.RootElement)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("$.a ==")]
    [InlineData("$.a = 1")]
    [InlineData("$.a == up")]
    [InlineData("$.a &&")]
    [InlineData("$.a == 1 $.b")]
    public void What_is_no_condition_is_not_read(string text) => JsonCondition.TryReadAll(text, out _).ShouldBeFalse();

    [Fact]
    public void A_document_with_half_a_surrogate_pair_does_not_throw()
    {
        using var document = JsonDocument.Parse("""{"a": "\ud800"}""");
        JsonCondition.TryReadAll("$.a contains \"x\"", out var conditions).ShouldBeTrue();

        conditions[0].Holds(document.RootElement).ShouldBeFalse();
    }

    [Fact]
    public void Mangled_paths_and_conditions_are_read_or_refused_without_a_throw()
    {
        const string alphabet = "$.[]'\"*-019ab\\u&=!<> contains{}\ud800";
        var random = new Random(20260201);
        using var document = JsonDocument.Parse(Document);
        for (var i = 0; i < 50_000; i++)
        {
            var text = "$" + new string([.. Enumerable.Range(0, random.Next(24)).Select(_ => alphabet[random.Next(alphabet.Length)])]);
            if (JsonCondition.TryReadAll(text, out var conditions))
            {
                _ = conditions.All(condition => condition.Holds(document.RootElement));
            }
        }
    }
}
