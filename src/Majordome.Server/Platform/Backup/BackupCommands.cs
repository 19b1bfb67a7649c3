using System.CommandLine;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Start;
using NodaTime;

namespace Majordome.Server.Platform.Backup;

/// <summary><c>majordome backup FILE</c> and <c>majordome restore FILE</c>.</summary>
public static class BackupCommands
{
    /// <summary>Takes a backup, also while the server runs.</summary>
    public static Command CreateBackup(IReadOnlyList<IModule> modules)
    {
        var file = new Argument<string>("FILE") { Description = "Fichier à écrire / file to write" };
        var place = new DatabaseArguments();
        var command = new Command("backup", "Sauvegarde tout dans un fichier, même en marche / backs everything up into one file, also while running") { file };
        place.AddTo(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            var options = place.ReadExisting(parse);
            await using var app = ServerHost.Build(options, modules);
            await using var scope = app.Services.CreateAsyncScope();
            var tables = TakeBackup.TablesOf(scope.ServiceProvider.GetRequiredService<AppDb>());
            var path = parse.GetValue(file)!;
            await TakeBackup.RunAsync(options, tables, path, SystemClock.Instance.GetCurrentInstant(), cancellationToken);
            Console.Out.WriteLine(app.Services.GetRequiredService<Sentences>().Tell("backup-taken", path, new FileInfo(path).Length));
            return 0;
        });
        return command;
    }

    /// <summary>Brings a backup back into an empty installation.</summary>
    public static Command CreateRestore()
    {
        var file = new Argument<string>("FILE") { Description = "Sauvegarde à lire / backup to read" };
        var place = new DatabaseArguments();
        var command = new Command("restore", "Restaure une sauvegarde dans une installation vide / restores a backup into an empty installation") { file };
        place.AddTo(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            var manifest = await RestoreBackup.RunAsync(place.Read(parse), parse.GetValue(file)!, SystemClock.Instance, cancellationToken);
            Console.Out.WriteLine(new Sentences().Tell("backup-restored", manifest.TakenAt, manifest.Schema));
            return 0;
        });
        return command;
    }
}
