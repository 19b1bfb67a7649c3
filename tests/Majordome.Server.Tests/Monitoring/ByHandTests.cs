using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Majordome.Probe.Checks;
using Majordome.Probe.Machine;
using Majordome.Probe.Plugins;
using Majordome.Server.Monitoring.ByHand;

namespace Majordome.Server.Tests.Monitoring;

/// <summary>Checks and performance data judged from the command line, without a server.</summary>
public sealed class ByHandTests
{
    [Fact]
    public async Task A_check_that_is_fine_ends_with_zero_and_one_json_object()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        var run = await RunAsync("tcp", listener.LocalEndpoint.ToString()!, "--json", "--time-warning", "0:60000");

        (run.Code, run.Error).ShouldBe((0, ""));
        var json = JsonNode.Parse(run.Output)!;
        json.AsObject().Select(property => property.Key).ShouldBe(["type", "target", "status", "text", "longText", "metrics", "phases"]);
        json["status"]!.GetValue<string>().ShouldBe("OK");
        json["metrics"]![0]!["label"]!.GetValue<string>().ShouldBe("time");
        json["metrics"]![0]!["warn"]!.GetValue<string>().ShouldBe("60000");
        json["phases"]!.AsArray().Select(phase => phase!["name"]!.GetValue<string>()).ShouldBe(["dns", "connect"]);
    }

    [Fact]
    public async Task A_target_that_is_down_ends_with_two_and_is_told_in_French()
    {
        var run = await RunAsync("tcp", "127.0.0.1:1");

        (run.Code, run.Error).ShouldBe((2, ""));
        run.Output.ShouldStartWith("CRITICAL – connexion refusée");
    }

    [Theory]
    [InlineData("parameters.time-warning: Le début du seuil « 5:1 » dépasse sa fin. [range-reversed: 5:1]", "tcp", "127.0.0.1:1", "--time-warning", "5:1")]
    [InlineData("parameters.colour: Ce type de contrôle n’a pas ce paramètre. [parameter-unknown: --colour]", "tcp", "127.0.0.1:1", "--colour")]
    [InlineData("type: Il n’y a pas de contrôle de type « nonsense ». [check-type-unknown: nonsense]", "nonsense")]
    [InlineData("timeout: « soon » n’est pas un nombre accepté ici. [parameter-not-a-number: soon]", "tcp", "127.0.0.1:1", "--timeout", "soon")]
    [InlineData("parameters.name: Ce paramètre est obligatoire. [parameter-missing]", "dns", "127.0.0.1")]
    public async Task What_cannot_be_run_is_refused_with_field_sentence_rule_and_value(string expected, params string[] arguments)
    {
        var run = await RunAsync(arguments);

        (run.Code, run.Output).ShouldBe((3, ""));
        run.Error.Replace("\u00A0", " ", StringComparison.Ordinal).ShouldContain(expected);
    }

    [Fact]
    public async Task Without_a_type_the_types_are_listed_and_each_tells_its_parameters()
    {
        var list = await RunAsync();
        using var catalogue = Catalogue();

        list.Code.ShouldBe(0);
        foreach (var type in catalogue.Types)
        {
            list.Output.ShouldContain(type.Name);
            var help = await RunAsync(type.Name, "--help");
            help.Code.ShouldBe(0);
            type.Parameters.ShouldAllBe(parameter => help.Output.Contains("--" + parameter.Name));
        }
    }

    [Fact]
    public void Every_native_type_and_parameter_has_its_words_in_both_languages()
    {
        using var catalogue = Catalogue();
        var missing = new List<string>();
        foreach (var language in (string[])["fr-FR", "en-GB"])
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
            var keys = catalogue.Types.SelectMany(type => type.Parameters.Select(parameter => KeyOf(parameter.Name)).Append($"Type.{type.Name}"));
            missing.AddRange(keys.Where(key => HandWords.Of(key, "").Length == 0).Select(key => $"{language} {key}"));
        }

        missing.ShouldBeEmpty();
    }

    [Fact]
    public async Task Plugin_outputs_on_standard_input_become_one_json_object_a_line()
    {
        using var input = new MemoryStream(Encoding.UTF8.GetBytes("DISK OK - é | /=5MB;;;0\r\n\nx|" + new string('a', 2_000_000) + "\nOK | a=U"));
        using var output = new MemoryStream();

        var code = await PerfdataCommand.Create(() => input, () => output).Parse([]).InvokeAsync();

        var lines = Encoding.UTF8.GetString(output.ToArray()).Split('\n');
        code.ShouldBe(0);
        lines.Length.ShouldBe(5);
        lines[0].ShouldBe("""{"text":"DISK OK - é","status":"OK","perfdata":[{"label":"/","value":5,"uom":"MB","warn":null,"crit":null,"min":0,"max":null}],"errors":[]}""");
        lines[1].ShouldBe("""{"text":"","perfdata":[],"errors":[]}""");
        lines[2].ShouldContain("line-too-long at 1048576");
        lines[3].ShouldContain("\"value\":null");
        lines[4].ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--lang", "en")]
    [InlineData("--lang=en")]
    public void Performance_data_is_read_in_either_language(params string[] arguments) => PerfdataCommand.Create().Parse(arguments).Errors.ShouldBeEmpty();

    [Theory]
    [InlineData("soon", "« soon » n’est pas un nombre accepté ici.")]
    [InlineData("2000", "Le délai va de 0,001 à 60 s, les nouvelles tentatives de 0 à 10.")]
    public async Task A_device_is_given_seconds_as_a_check_is(string timeout, string expected)
    {
        var run = await SnmpAsync("walk", "127.0.0.1:1", "--timeout", timeout);

        run.Code.ShouldBe(2);
        run.Error.Replace("\u00A0", " ", StringComparison.Ordinal).Trim().ShouldBe(expected);
    }

    [Fact]
    public async Task A_device_that_is_slower_than_a_fraction_of_a_second_is_given_that_long()
    {
        using var silent = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var watch = System.Diagnostics.Stopwatch.StartNew();

        var run = await SnmpAsync("walk", silent.Client.LocalEndPoint!.ToString()!, "--timeout", "0.2", "--retries", "0");

        run.Code.ShouldBe(1);
        watch.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(0.15));
    }

    [Theory]
    [InlineData("secret", "secret")]
    [InlineData("@FILE", "of the file")]
    [InlineData("@@home", "@home")]
    public async Task A_community_is_read_where_its_place_says(string given, string sent)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "of the file\nand more", TestContext.Current.CancellationToken);
        using var device = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var asked = device.ReceiveAsync(TestContext.Current.CancellationToken).AsTask();

        await SnmpAsync("walk", device.Client.LocalEndPoint!.ToString()!, "--timeout", "0.1", "--retries", "0", "--community", given.Replace("FILE", file, StringComparison.Ordinal));

        Encoding.ASCII.GetString((await asked).Buffer).ShouldContain(sent);
        File.Delete(file);
    }

    // The last of them is understood, and the device is silent.
    [Theory]
    [InlineData(2, "@env:MAJORDOME_NOT_SET n’a pas pu être lu.", "--auth", "sha256:@env:MAJORDOME_NOT_SET")]
    [InlineData(2, "@env:MAJORDOME_NOT_SET n’a pas pu être lu.", "--auth", "sha256:long enough", "--priv", "@env:MAJORDOME_NOT_SET")]
    [InlineData(2, "Un mot de passe SNMP v3 a au moins 8 caractères.", "--auth", "sha256:@env:MAJORDOME_BY_HAND_SHORT")]
    [InlineData(2, "« @env:MAJORDOME_BY_HAND » n’est pas une authentification connue : md5, sha1, sha224, sha256, sha384 ou sha512.", "--auth", "@env:MAJORDOME_BY_HAND")]
    [InlineData(1, "", "--auth", "sha256:@env:MAJORDOME_BY_HAND", "--priv", "@env:MAJORDOME_BY_HAND_WHOLE")]
    public async Task Passwords_are_read_where_their_place_says_and_never_told(int code, string expected, params string[] arguments)
    {
        Environment.SetEnvironmentVariable("MAJORDOME_BY_HAND", "long enough");
        Environment.SetEnvironmentVariable("MAJORDOME_BY_HAND_SHORT", "short");
        Environment.SetEnvironmentVariable("MAJORDOME_BY_HAND_WHOLE", "aes:long enough too");
        using var silent = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));

        var run = await SnmpAsync(["walk", silent.Client.LocalEndPoint!.ToString()!, "--timeout", "0.05", "--retries", "0", "--v3", "nadia", .. arguments]);

        run.Code.ShouldBe(code);
        run.Error.Replace("\u00A0", " ", StringComparison.Ordinal).ShouldContain(expected);
        run.Error.ShouldNotContain("long enough");
    }

    private static string KeyOf(string parameter)
    {
        var figure = parameter.Replace("-warning", "", StringComparison.Ordinal).Replace("-critical", "", StringComparison.Ordinal);
        return figure == parameter ? $"Parameter.{parameter}" : $"Figure.{figure}";
    }

    private static CheckCatalogue Catalogue() => new(TimeProvider.System, new MachineFiles(), PluginDirectories.Usual);

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var catalogue = Catalogue();
        return await RunAsync(() => CheckCommand.Create(catalogue, TimeProvider.System), ["check", .. arguments]);
    }

    private static Task<(int Code, string Output, string Error)> SnmpAsync(params string[] arguments) => RunAsync(SnmpCommand.Create, ["snmp", .. arguments]);

    private static async Task<(int Code, string Output, string Error)> RunAsync(Func<Command> command, string[] arguments)
    {
        CultureInfo.CurrentUICulture = CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("fr-FR");
        using var output = new StringWriter();
        using var error = new StringWriter();
        var program = new RootCommand { command() };
        var code = await program.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null })
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        return (code, output.ToString(), error.ToString());
    }
}
