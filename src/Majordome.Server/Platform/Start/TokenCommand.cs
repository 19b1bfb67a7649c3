using System.CommandLine;
using System.Globalization;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using NodaTime;

namespace Majordome.Server.Platform.Start;

/// <summary><c>majordome token create</c>: makes an API token, also beside a running server.</summary>
public static class TokenCommand
{
    /// <summary>The command.</summary>
    public static Command Create(IReadOnlyList<IModule> modules)
    {
        var user = new Option<string>("--user") { Required = true, HelpName = "EMAIL", Description = "Au nom de qui / whose rights it carries" };
        var scope = new Option<string>("--scope") { DefaultValueFactory = _ => "all", HelpName = "SCOPES", Description = "all, ou/or read-desk,work-tickets,…" };
        var name = new Option<string>("--name") { HelpName = "TEXT", DefaultValueFactory = _ => "token create", Description = "À quoi il sert / what it is for" };
        var days = new Option<int?>("--days") { HelpName = "N", Description = "Jours de validité, 1 à 3650 / days it works, 1 to 3650 [sans fin / for ever]" };
        days.Validators.Add(given =>
        {
            if (given.Tokens is [{ Value: var text }] && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n is >= 1 and <= 3650))
            {
                given.AddError($"--days {text} : 1…3650");
            }
        });
        var place = new DatabaseArguments();
        var create = new Command("create", "Crée un jeton d'API et l'affiche une fois / makes an API token and prints it once") { user, scope, name, days };
        place.AddTo(create);
        create.SetAction(async (parse, cancellationToken) =>
        {
            var options = place.ReadExisting(parse);
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

            // It is valid from here on, and told only now: before anything that may fail.
            Console.Out.WriteLine(token);
            await app.Services.GetRequiredService<ChainAnchors>().WriteAsync(cancellationToken);
            return 0;
        });
        return new Command("token", "Jetons d'API / API tokens") { create };
    }
}
