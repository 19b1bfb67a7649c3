using System.CommandLine;
using System.Globalization;

namespace Majordome.Server.Platform.Start;

/// <summary>
/// The language of a command: what <c>--lang</c> says, else <see cref="DatabaseArguments.Surroundings"/>, else French. It is read before the commands are made, whose help is
/// written in it.
/// </summary>
public static class CommandLanguage
{
    private const string Name = "--lang";

    /// <summary>The option for a command that has no use for it after <see cref="Speak"/>, so that it is no mistake there, nor below it.</summary>
    public static Option<string> Option() => new(Name) { Description = "Langue des messages : fr ou en (messages in French or English)", Recursive = true };

    /// <summary>From now on the program speaks it.</summary>
    /// <exception cref="InvalidDataException">An <c>appsettings.json</c> cannot be read; the program then speaks French.</exception>
    public static void Speak(IReadOnlyList<string> args)
    {
        var given = Given(args);
        Use(given);
        if (given is null)
        {
            Use(DatabaseArguments.Surroundings().Build()[$"{ServerOptions.Section}:{nameof(ServerOptions.Lang)}"]);
        }
    }

    /// <summary>What the arguments say, in any form that an option may have: <c>--lang en</c>, <c>--lang=en</c>, <c>--lang:en</c>; <c>null</c>: nothing.</summary>
    public static string? Given(IReadOnlyList<string> args)
    {
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i] == Name)
            {
                return i + 1 < args.Count ? args[i + 1] : null;
            }

            if (args[i].StartsWith(Name, StringComparison.Ordinal) && args[i][Name.Length] is '=' or ':')
            {
                return args[i][(Name.Length + 1)..];
            }
        }

        return null;
    }

    private static void Use(string? language) =>
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language is "en" ? "en-GB" : "fr-FR");
}
