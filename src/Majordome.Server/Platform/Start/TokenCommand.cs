using System.CommandLine;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using NodaTime;

namespace Majordome.Server.Platform.Start;

/// <summary><c>majordome token create</c>: makes an API token, also beside a running server.</summary>
public static class TokenCommand
{
    /// <summary>The command.</summary>
    public static Command Create(IReadOnlyList<IModule> modules)
    {
        var user = new Option<string>("--user") { Required = true, Description = "E-mail" };
        var scope = new Option<string>("--scope") { DefaultValueFactory = _ => "all", Description = "all | read-desk,work-tickets,…" };
        var name = new Option<string>("--name") { DefaultValueFactory = _ => "token create" };
        var days = new Option<int?>("--days") { Description = "N" };
        var place = new DatabaseArguments();
        var create = new Command("create", "Crée un jeton d'API et l'affiche une fois / makes an API token and prints it once") { user, scope, name, days };
        place.AddTo(create);
        create.SetAction(async (parse, cancellationToken) =>
        {
            var options = place.Read(parse);
            await SchemaUpgrade.ApplyAsync(options.OpenDatabase(), SystemClock.Instance, cancellationToken);
            await using var app = ServerHost.Build(options, modules);
            Instant? expires = parse.GetValue(days) is { } n ? SystemClock.Instance.GetCurrentInstant() + Duration.FromDays(n) : null;
            var form = new NewToken(parse.GetValue(user)!, parse.GetValue(name)!, parse.GetValue(scope)!, expires);
            var made = await app.Services.GetRequiredService<Commands>().RunAsync(
                Caller.Program("command-line"), (CreateToken c) => c.HandleAsync(form, cancellationToken), cancellationToken);
            if (!made.TryGet(out var token, out var refusals))
            {
                throw new StartRefusedException(refusals[0].Rule, [.. refusals[0].Values]);
            }

            Console.Out.WriteLine(token);
            return 0;
        });
        return new Command("token", "Jetons d'API / API tokens") { create };
    }
}
