using System.CommandLine;
using System.Globalization;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Start;
using Majordome.Server.Platform.Trace;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Majordome.Server.Tests.Platform;

/// <summary>What a person who starts a command gets for what they typed: one line that names it, never a stack.</summary>
public sealed class StartOptionsTests
{
    [Theory]
    [InlineData("--database", "bogus")]
    [InlineData("--lang", "xx")]
    [InlineData("--days", "0")]
    [InlineData("--days", "-1")]
    [InlineData("--days", "soon")]
    [InlineData("--frob", "1")]
    public void An_option_that_cannot_be_is_refused_before_anything_is_opened(string option, string value) =>
        TokenCommand.Create(AllModules.List).Parse(["create", "--user", "a@example.org", option, value]).Errors.ShouldNotBeEmpty();

    [Theory]
    [InlineData("Hst=1")]
    [InlineData("Port=many")]
    [InlineData("=")]
    public void A_connection_that_cannot_be_read_is_refused_without_being_repeated(string connection)
    {
        var refused = Should.Throw<StartRefusedException>(() => new ServerOptions { Database = DatabaseKind.Postgres, Connection = connection + ";Password=hunter2" }.OpenDatabase());

        refused.Rule.ShouldBe("connection-malformed");
        refused.Message.ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task A_command_beside_a_server_makes_no_installation_of_a_misspelt_folder()
    {
        var typo = Path.Combine(Path.GetTempPath(), "majordome-typo-" + Guid.CreateVersion7());
        foreach (var (command, arguments) in new (Command, string[])[]
        {
            (TokenCommand.Create(AllModules.List), ["create", "--user", "a@example.org"]),
            (AuditCommand.Create(AllModules.List), ["verify"]),
            (Majordome.Server.Platform.Backup.BackupCommands.CreateBackup(AllModules.List), [typo + ".zip"]),
        })
        {
            var refused = await Should.ThrowAsync<StartRefusedException>(() =>
                command.Parse([.. arguments, "--data", typo]).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }, TestContext.Current.CancellationToken));
            refused.Rule.ShouldBe("installation-missing");
        }

        Directory.Exists(typo).ShouldBeFalse();
        File.Exists(typo + ".zip").ShouldBeFalse();
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1:5080", "127.0.0.1:10051")]
    [InlineData("0.0.0.0", "0.0.0.0:5080", "0.0.0.0:10051")]
    [InlineData("::1", "[::1]:5080", "[::1]:10051")]
    [InlineData("localhost:0", "127.0.0.1:0", "127.0.0.1:0")]
    [InlineData("[::]:8080", "[::]:8080", "[::]:8080")]
    public void An_address_without_a_port_has_the_usual_one(string text, string web, string zabbix)
    {
        var options = new ServerOptions { Listen = text, ZabbixListen = text };

        ListenAddress.Web(options).ToString().ShouldBe(web);
        ListenAddress.Zabbix(options)!.ToString().ShouldBe(zabbix);
    }

    [Theory]
    [InlineData("udp://[::]:5514", "[::]:5514")]
    [InlineData("tls://[::1]", "[::1]:6514")]
    [InlineData("tcp://fe80::0", "[fe80::]:601")]
    public void A_listener_of_syslog_is_where_its_address_says(string text, string endpoint) => ListenAddress.ReadSyslog(text)!.Endpoint.ToString().ShouldBe(endpoint);

    [Theory]
    [InlineData("")]
    [InlineData("here")]
    [InlineData("127.0.0.1:many")]
    public void What_is_no_address_is_refused(string text) =>
        Should.Throw<StartRefusedException>(() => ListenAddress.Web(new ServerOptions { Listen = text })).Rule.ShouldBe("listen-malformed");

    [Fact]
    public async Task A_server_is_started_where_its_address_was_looked_at()
    {
        var folder = Directory.CreateTempSubdirectory("majordome-listen-").FullName;
        await using var app = ServerHost.Build(new ServerOptions { Data = folder, Listen = "::1" }, AllModules.List);

        app.Services.GetRequiredService<IConfiguration>()[WebHostDefaults.ServerUrlsKey].ShouldBe("http://[::1]:5080");
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("en", "perfdata", "--lang", "en")]
    [InlineData("en", "--lang=en", "run")]
    [InlineData("en", "check", "tcp", "--lang:en")]
    [InlineData(null, "--language=en", "--lang")]
    public void The_language_is_understood_in_every_form_of_an_option(string? language, params string[] args) => CommandLanguage.Given(args).ShouldBe(language);

    [Theory]
    [InlineData("en", "The system refuses: No space left on device")]
    [InlineData("fr", "Le système refuse\u00A0: No space left on device")]
    public void What_cannot_be_done_is_one_line_and_1_and_what_was_broken_off_is_130(string language, string sentence)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);

        CommandFailure.Of(new IOException("No space left\non device")).ShouldBe(new CommandFailure(1, sentence));
        CommandFailure.Of(new UnauthorizedAccessException("no"))!.ExitCode.ShouldBe(1);
        CommandFailure.Of(new InvalidOperationException("transient", new Npgsql.NpgsqlException("away")))!.Sentence!.ShouldEndWith("away");
        CommandFailure.Of(new OperationCanceledException()).ShouldBe(new CommandFailure(130, null));
        CommandFailure.Of(new InvalidOperationException("a defect")).ShouldBeNull();
    }

    [Fact]
    public async Task A_configuration_that_cannot_be_read_is_named()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "{ \"Majordome\": ", TestContext.Current.CancellationToken);

        var failure = CommandFailure.Of(Should.Throw<Exception>(() => new ConfigurationBuilder().AddJsonFile(file).Build())).ShouldNotBeNull();

        failure.ExitCode.ShouldBe(1);
        failure.Sentence.ShouldNotBeNull().ShouldContain(file);
        File.Delete(file);
    }

    [Fact]
    public async Task Anchors_that_were_named_and_are_not_there_or_are_something_else_are_told()
    {
        var folder = Directory.CreateTempSubdirectory("majordome-anchors-").FullName;
        await SchemaUpgrade.ApplyAsync(Database.InFolder(folder), NodaTime.SystemClock.Instance, TestContext.Current.CancellationToken);
        var other = Path.Combine(folder, "notes.txt");
        await File.WriteAllLinesAsync(other, ["not an anchor", "nor this"], TestContext.Current.CancellationToken);

        (await RefusedAsync(Path.Combine(folder, "gone.log"))).ShouldBe("anchors-missing");
        (await RefusedAsync(other)).ShouldBe("anchors-malformed");

        async Task<string> RefusedAsync(string anchors) => (await Should.ThrowAsync<StartRefusedException>(() => AuditCommand.Create(AllModules.List)
            .Parse(["verify", "--data", folder, "--anchors", anchors])
            .InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }, TestContext.Current.CancellationToken))).Rule;
    }

    [Fact]
    public void Every_option_of_every_command_says_what_it_is() =>
        new[]
        {
            RunCommand.Create(AllModules.List), TokenCommand.Create(AllModules.List), AuditCommand.Create(AllModules.List),
            Majordome.Server.Platform.Backup.BackupCommands.CreateBackup(AllModules.List), Majordome.Server.Platform.Backup.BackupCommands.CreateRestore(),
        }.SelectMany(WithChildren).SelectMany(c => c.Options.Cast<Symbol>().Concat(c.Arguments).Append(c)).Where(s => string.IsNullOrEmpty(s.Description)).Select(s => s.Name).ShouldBeEmpty();

    private static IEnumerable<Command> WithChildren(Command command) => command.Subcommands.SelectMany(WithChildren).Prepend(command);
}
