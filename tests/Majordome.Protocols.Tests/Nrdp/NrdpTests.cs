using System.Text;
using Majordome.Protocols.Nrdp;

namespace Majordome.Protocols.Tests.Nrdp;

public sealed class NrdpTests
{
    internal const string Xml =
        """
        <?xml version='1.0'?><checkresults><checkresult type='host' checktype='1'><hostname>srv</hostname><state>1</state><output>down &amp; out</output></checkresult>
        <checkresult type='service'><hostname>srv</hostname><servicename>disk</servicename><state>2</state><output><![CDATA[FULL | /=9B]]></output></checkresult></checkresults>
        """;

    internal const string Json =
        """{"checkresults":[{"checkresult":{"type":"host"},"hostname":"srv","state":"1","output":"down & out"},{"hostname":"srv","servicename":"disk","state":2,"output":"FULL | /=9B"}]}""";

    private static readonly NrdpResult[] Expected = [new("srv", null, 1, "down & out"), new("srv", "disk", 2, "FULL | /=9B")];

    [Fact]
    public void Both_bodies_say_the_same()
    {
        NrdpSubmission.ReadXml(Xml).Value.ShouldBe(Expected);
        NrdpSubmission.ReadJson(Encoding.UTF8.GetBytes(Json)).Value.ShouldBe(Expected);
    }

    [Theory]
    [InlineData("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><checkresults><checkresult><hostname>&x;</hostname></checkresult></checkresults>", " xml-malformed")]
    [InlineData("<checkresults>", " xml-malformed")]
    [InlineData("<checkresults/>", "checkresults nrdp-no-results")]
    [InlineData("<checkresults><checkresult><state>0</state></checkresult></checkresults>", "checkresults[0].hostname field-missing")]
    [InlineData("<checkresults><checkresult><hostname>a</hostname></checkresult></checkresults>", "checkresults[0].state field-missing")]
    [InlineData("<checkresults><checkresult><hostname>a</hostname><state>3</state></checkresult></checkresults>", "checkresults[0].state state-range")]
    [InlineData("{\"checkresults\":{}}", "checkresults field-missing")]
    [InlineData("{\"checkresults\":[7]}", "checkresults[0].hostname field-missing")]
    [InlineData("{\"checkresults\":[{\"hostname\":\"\\ud800\"}]}", " json-malformed")]
    public void What_is_wrong_is_told_by_its_path(string body, string expected)
    {
        var read = body[0] == '<' ? NrdpSubmission.ReadXml(body) : NrdpSubmission.ReadJson(Encoding.UTF8.GetBytes(body));

        $"{read.Refusals.Single().Path} {read.Refusals.Single().Rule}".ShouldBe(expected);
    }

    [Fact]
    public void The_answers_are_those_that_clients_look_for()
    {
        NrdpSubmission.XmlAnswer(isTaken: true, "OK", 2).ShouldBe("<result><status>0</status><message>OK</message><meta><output>2 checks processed.</output></meta></result>");
        Encoding.UTF8.GetString(NrdpSubmission.JsonAnswer(isTaken: false, "BAD TOKEN", 0)).ShouldBe("""{"result":{"status":-1,"message":"BAD TOKEN","meta":{"output":"0 checks processed."}}}""");
    }
}
