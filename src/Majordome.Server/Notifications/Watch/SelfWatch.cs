using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Majordome.Domain;
using Majordome.Server.Notifications.Hooks;
using Majordome.Server.Notifications.Letters;
using Majordome.Server.Notifications.Public;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Notifications.Watch;

/// <summary>
/// Looks at what is watched, opens an episode for each new trouble and closes those that are over. The administrators are told of
/// each once, by mail and by webhook, and those told are told its end once. When mail itself does not leave, the letters wait; the
/// webhook, La journée and the page of notifications show the trouble all the same.
/// </summary>
[Requires(Permission.ManageChannels, Everywhere = true)]
public sealed class WatchOverSelf(
    AppDb db, IEnumerable<IWatched> watched, People people, StaffLetters letters, Letterbox letterbox, WebhookPublisher webhooks, Sentences sentences, EventLog log, IClock clock)
{
    /// <summary>Looks once.</summary>
    /// <returns>How many troubles there are.</returns>
    public async Task<Result<Tally>> HandleAsync(CancellationToken cancellationToken)
    {
        var troubles = new Dictionary<string, Refusal>(StringComparer.Ordinal);
        foreach (var one in watched)
        {
            foreach (var refusal in await one.LookAsync(cancellationToken))
            {
                troubles[refusal.Path.Length == 0 ? one.Name : $"{one.Name}/{refusal.Path}"] = refusal;
            }
        }

        var open = await db.Set<WatchEpisode>().Where(e => e.ClosedAt == null).ToListAsync(cancellationToken);
        foreach (var (name, trouble) in troubles.Where(t => open.TrueForAll(e => e.Name != t.Key)).OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            await OpenAsync(name, trouble, cancellationToken);
        }

        foreach (var episode in open.Where(e => !troubles.ContainsKey(e.Name)))
        {
            await CloseAsync(episode, cancellationToken);
        }

        return new Tally(troubles.Count);
    }

    private async Task OpenAsync(string name, Refusal trouble, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        var values = trouble.Values.Select(v => Convert.ToString(v, CultureInfo.InvariantCulture) ?? "").ToArray();
        var administrators = await people.AdministratorsAsync(cancellationToken);
        var episode = new WatchEpisode
        {
            Id = Ids.At(now), Name = name, Rule = trouble.Rule, Values = JsonSerializer.Serialize(values, Json.Options),
            Told = JsonSerializer.Serialize(administrators.Select(a => a.Id), Json.Options), OpenedAt = now,
        };
        db.Add(episode);
        await TellAsync(episode, administrators, isOver: false, cancellationToken);
        log.Record(null, "open-watch-episode", "watch", name, new { episode.Id, episode.Rule, values });
    }

    private async Task CloseAsync(WatchEpisode episode, CancellationToken cancellationToken)
    {
        episode.ClosedAt = clock.GetCurrentInstant();
        var told = JsonSerializer.Deserialize<Guid[]>(episode.Told, Json.Options)!;
        var still = (await people.AdministratorsAsync(cancellationToken)).Where(a => told.Contains(a.Id));
        await TellAsync(episode, still, isOver: true, cancellationToken);
        log.Record(null, "close-watch-episode", "watch", episode.Name, new { episode.Id });
    }

    private async Task TellAsync(WatchEpisode episode, IEnumerable<Person> whom, bool isOver, CancellationToken cancellationToken)
    {
        foreach (var person in whom)
        {
            var letter = letters.Watch(person, episode.Tell(sentences, person.Language), isOver);
            await letterbox.PostAsync(letter, null, $"watch/{episode.Id}/{(isOver ? "closed" : "opened")}/{person.Id}", cancellationToken);
        }

        await webhooks.PublishAsync(
            isOver ? WebhookEvents.WatchClosed : WebhookEvents.WatchOpened, null, episode.Id.ToString(), episode.Name,
            new { episode.Id, episode.Name, episode.Rule, sentence = episode.Tell(sentences, "en"), since = episode.OpenedAt, until = episode.ClosedAt }, cancellationToken);
    }
}

/// <summary>A count that a command gives.</summary>
public readonly record struct Tally(int Count);

/// <summary>How an episode is told.</summary>
internal static class EpisodeSentence
{
    /// <summary>What was found, in a language.</summary>
    public static string Tell(this WatchEpisode episode, Sentences sentences, string language) =>
        sentences.TellIn(language, episode.Rule, [.. JsonSerializer.Deserialize<string[]>(episode.Values, Json.Options)!]);
}

/// <summary>Reads the open episodes.</summary>
public sealed class CurrentTroubles(AppDb db, Sentences sentences, CallerContext context) : ISelfWatch
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<WatchTrouble>> CurrentAsync(CancellationToken cancellationToken) =>
        [.. (await db.Set<WatchEpisode>().AsNoTracking().Where(e => e.ClosedAt == null).OrderBy(e => e.OpenedAt).ToListAsync(cancellationToken))
            .Select(e => new WatchTrouble(e.Name, e.Tell(sentences, context.Viewer.Language), e.OpenedAt))];
}

/// <summary>
/// Looks every half minute. Who watches the watch: its last beat is in the server's metrics (<c>majordome_loop_age_seconds</c>)
/// like that of every loop, for a system outside to look at.
/// </summary>
public sealed class SelfWatch(Commands commands, IClock clock, Heartbeats heartbeats, TimeProvider time, ILogger<SelfWatch> logger)
    : BackgroundLoop(heartbeats, time, logger)
{
    private static readonly Duration Interval = Duration.FromSeconds(30);

    private Instant? lastLook;

    /// <summary>
    /// Looks once. After a look that comes much too late (the machine slept, or was stopped) it only notes the time: every other loop
    /// is late for the same reason and beats again before the next look.
    /// </summary>
    /// <returns>How many troubles there are; <c>null</c>: it did not look.</returns>
    public async Task<int?> LookAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        var slept = lastLook is { } before && now - before > Interval * 4;
        lastLook = now;
        if (slept)
        {
            return null;
        }

        var looked = await commands.RunAsync(Caller.Program("self-watch"), (WatchOverSelf c) => c.HandleAsync(cancellationToken), cancellationToken);
        return looked.IsAccepted ? looked.Value.Count : null;
    }

    /// <inheritdoc/>
    protected override TimeSpan Pace => Interval.ToTimeSpan();

    /// <inheritdoc/>
    protected override TimeSpan Grace => Interval.ToTimeSpan();

    /// <inheritdoc/>
    protected override async Task<bool> TurnAsync(CancellationToken stoppingToken)
    {
        await LookAsync(stoppingToken);
        return false;
    }
}
