using Majordome.Server.Clients;
using Majordome.Server.Platform.House;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Majordome.Server.Platform.Web;

/// <summary>
/// The navigation of staff pages and of the portal. It names places in their order; a place is shown when the running program
/// has a page at its address and the reader may open it, so that an entry never leads nowhere.
/// </summary>
public sealed class StaffNavigation(
    EndpointDataSource endpoints, CallerContext context, AppDb db, IEnumerable<INavigationCount> counts, IStringLocalizer<WebTexts> texts, IHttpContextAccessor http)
{
    private sealed record Place(string Url, string Name, string Icon, string? GoKey = null);

    // Groups by their title's text; the words are in WebTexts under Place.*.
    private static readonly (string? Title, Place[] Places)[] Staff =
    [
        (null,
        [
            new("/", "Today", "sun", "j"),
            new("/tickets", "Tickets", "inbox", "t"),
            new("/monitoring", "Monitoring", "activity", "s"),
            new("/clients", "Clients", "building", "c"),
            new("/assets", "Assets", "server-2", "e"),
        ]),
        ("Commitments",
        [
            new("/contracts", "Contracts", "file-text"),
            new("/reviews", "Reviews", "clipboard-text"),
        ]),
    ];

    // What the administration link opens: the first of these that the reader may open; the others are tabs beside.
    private static readonly Place[] Administration =
    [
        new("/users", "Users", "users"),
        new("/notifications", "Notifications", "bell"),
        new("/settings/channels", "Channels", "send"),
        new("/settings/provider", "Provider", "building"),
    ];

    private static readonly Place[] Portal =
    [
        new(PermissionGate.PortalPath, "Portal", "home"),
        new("/portal/tickets", "PortalTickets", "inbox"),
        new("/portal/reviews", "PortalReviews", "clipboard-text"),
    ];

    /// <summary>What the staff frame shows around a page.</summary>
    /// <param name="Groups">The places, in groups.</param>
    /// <param name="Settings">The administration link, if the reader has it.</param>
    /// <param name="UserNote">The reader's role and the provider: « Administrateur · Cornaline ».</param>
    public sealed record AroundStaff(IReadOnlyList<NavigationGroup> Groups, LinkItem? Settings, string UserNote);

    /// <summary>What the portal shows around a page.</summary>
    /// <param name="Items">The places.</param>
    /// <param name="ProviderName">The provider.</param>
    /// <param name="ClientName">The reader's company.</param>
    public sealed record AroundPortal(IReadOnlyList<LinkItem> Items, string ProviderName, string? ClientName);

    private CancellationToken Aborted => http.HttpContext?.RequestAborted ?? default;

    /// <summary>The frame of the page at that path.</summary>
    public async Task<AroundStaff> FrameAsync(string path)
    {
        var waiting = await CountAsync();
        var groups = new List<NavigationGroup>();
        foreach (var (title, places) in Staff)
        {
            var items = Items(places, path, waiting);
            if (items.Count > 0)
            {
                groups.Add(new NavigationGroup(title is null ? null : texts[$"Group.{title}"].Value, items));
            }
        }

        var administration = Items(Administration, path, waiting);
        var settings = administration.Count == 0
            ? null
            : new LinkItem(texts["Place.Administration"].Value, administration[0].Url, "settings", Active: administration.Any(i => i.Active));
        var role = Enum.GetValues<Role>().Where(context.Caller.Holds).Order(Comparer<Role>.Create(ByWeight)).Select(r => texts[$"Role.{r}"].Value).FirstOrDefault();
        return new AroundStaff(groups, settings, string.Join(" · ", new[] { role, await ProviderNameAsync() }.OfType<string>()));
    }

    /// <summary>The pages of the administration that the reader may open, as tabs.</summary>
    public IReadOnlyList<LinkItem> AdministrationTabs(string path) => Items(Administration, path, new Dictionary<string, int>(StringComparer.Ordinal));

    /// <summary>The portal's frame of the page at that path.</summary>
    public async Task<AroundPortal> PortalAsync(string path)
    {
        var name = context.Caller.ClientId is { } id
            ? await db.Set<Client>().Where(c => c.Id == id).Select(c => c.Name).SingleOrDefaultAsync(Aborted)
            : null;
        return new AroundPortal(Items(Portal, path, await CountAsync()), await ProviderNameAsync() ?? "Majordome", name);
    }

    private async Task<string?> ProviderNameAsync() => await db.Set<Provider>().Select(p => p.Name).SingleOrDefaultAsync(Aborted);

    private async Task<Dictionary<string, int>> CountAsync()
    {
        var waiting = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var count in counts)
        {
            if (await count.CountAsync(Aborted) is { } n)
            {
                waiting[count.Url] = n;
            }
        }

        return waiting;
    }

    private List<LinkItem> Items(Place[] places, string path, Dictionary<string, int> waiting)
    {
        var here = places.Where(p => IsAt(path, p.Url)).MaxBy(p => p.Url.Length);
        return
        [
            .. from place in places
               where endpoints.Endpoints.Any(e => IsPageAt(e, place.Url) && PermissionGate.Admits(e, context.Caller))
               select new LinkItem(texts[$"Place.{place.Name}"].Value, place.Url, place.Icon, waiting.TryGetValue(place.Url, out var n) ? n : null, place == here)
               {
                   GoKey = place.GoKey,
               },
        ];
    }

    private static bool IsPageAt(Endpoint endpoint, string url) =>
        endpoint is RouteEndpoint route && route.Metadata.GetMetadata<ComponentTypeMetadata>() is not null
        && string.Equals("/" + route.RoutePattern.RawText!.Trim('/'), url, StringComparison.Ordinal);

    private static bool IsAt(string path, string url) =>
        path == url || (url.Length > 1 && path.StartsWith(url + "/", StringComparison.Ordinal));

    // Of several roles, the one named beside the person is the rarest.
    private static int ByWeight(Role a, Role b) => Weight(a).CompareTo(Weight(b));

    private static int Weight(Role role) => role switch
    {
        Role.Administrator => 0,
        Role.DeliveryManager => 1,
        Role.Sales => 2,
        Role.Engineer => 3,
        Role.Technician => 4,
        Role.OnCall => 5,
        _ => 6,
    };
}
