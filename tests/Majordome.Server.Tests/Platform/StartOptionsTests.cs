using System.CommandLine;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Start;
using Majordome.Server.Platform.Trace;

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
