using System.Reflection;
using System.Text.RegularExpressions;
using Majordome.Server.Notifications.Paging;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity.Account;
using Majordome.Server.Platform.Identity.SignIn;
using Majordome.Server.Platform.Start;
using Majordome.Server.Tests.Support;

namespace Majordome.Server.Tests.Boundaries;

/// <summary>
/// Everything the pages do can be done by the API: whatever command a page runs, an <c>…Api.cs</c> runs too. Read from the sources, so
/// that a form added tomorrow is not forgotten.
/// </summary>
public sealed class ApiParityTests
{
    // What only a browser can do, and why.
    private static readonly Dictionary<Type, string> PagesAlone = new()
    {
        [typeof(PasswordSignIn)] = "starts a session; programs come with a token",
        [typeof(CodeSignIn)] = "the same",
        [typeof(PasskeySignIn)] = "the same",
        [typeof(AcceptLink)] = "the one-time link is opened by a person who has no token yet",
        [typeof(CreateFirstAdministrator)] = "the same",
        [typeof(AddPasskey)] = "the challenge is bound to the page's origin (Web Authentication, 5.1)",
    };

    [Fact]
    public void Every_command_of_a_page_is_one_of_the_api()
    {
        var (pages, api) = (Texts(IsPage), Texts(f => f.EndsWith("Api.cs", StringComparison.Ordinal)));

        Commands.Where(c => Runs(c, pages) && !Runs(c, api)).Except(PagesAlone.Keys).Select(c => c.Name).ShouldBeEmpty();
    }

    [Fact]
    public void What_pages_alone_may_do_is_still_done_by_one()
    {
        var pages = Texts(IsPage);

        PagesAlone.Keys.Where(c => !Runs(c, pages)).Select(c => c.Name).ShouldBeEmpty();
    }

    [Fact]
    public void Every_form_of_a_page_runs_a_command_or_leads_to_what_does()
    {
        // Components that hand their form to a command elsewhere: the desk's verbs and the portal's room.
        string[] handedOn = ["TicketAct.razor", "RequestPage.razor", "AskPage.razor", "ImportPanel.razor", "SignOutPage.razor", "SignOutForm.razor"];

        Directory.EnumerateFiles(Sources, "*.razor", SearchOption.AllDirectories)
            .Where(f => !handedOn.Contains(Path.GetFileName(f), StringComparer.Ordinal))
            .Where(f => File.ReadAllText(f) is var text && text.Contains("@formname", StringComparison.Ordinal) && !Commands.Any(c => Runs(c, text)))
            .Select(Path.GetFileName).ShouldBeEmpty();
    }

    [Fact]
    public void A_planted_page_is_found()
    {
        Runs(typeof(AcknowledgePage), "Commands.RunAsync(Context.Caller, (AcknowledgePage c) => c.HandleAsync(id, default), default)").ShouldBeTrue();
        Runs(typeof(AcknowledgePage), "<AcknowledgePage Id=\"x\" />").ShouldBeFalse();
    }

    private static string Sources => Path.Combine(Repository.Root, "src", "Majordome.Server");

    private static IEnumerable<Type> Commands => typeof(Server.Platform.Commands).Assembly.GetTypes().Where(t =>
        t.GetCustomAttribute<RunsForNobodyAttribute>() is not null || t.GetCustomAttribute<RunsForSignedInAttribute>() is not null
        || (t.GetCustomAttribute<RequiresAttribute>() is not null && t.GetMethod("HandleAsync") is not null));

    // Pages, what their forms are read into, and the routes that their scripts post to.
    private static bool IsPage(string file) =>
        file.EndsWith(".razor", StringComparison.Ordinal) || file.Contains($"{Path.DirectorySeparatorChar}Pages{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
        || file.EndsWith("Routes.cs", StringComparison.Ordinal);

    private static string Texts(Func<string, bool> wanted) => string.Join('\n', Directory.EnumerateFiles(Sources, "*.*", SearchOption.AllDirectories)
        .Where(f => (f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".razor", StringComparison.Ordinal)) && !f.Contains("/obj/", StringComparison.Ordinal) && wanted(f))
        .Select(File.ReadAllText));

    private static bool Runs(Type command, string text) => Regex.IsMatch(text, $@"\({command.Name} \w+(, Guid \w+, int\? \w+)?\) =>");
}
