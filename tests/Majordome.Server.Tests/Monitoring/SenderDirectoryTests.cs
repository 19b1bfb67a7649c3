using System.Net;
using Majordome.Server.Monitoring.Intake;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Majordome.Server.Tests.Monitoring;

/// <summary>What is known of senders is old by some seconds, and never older than a change that this server made.</summary>
public sealed class SenderDirectoryTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    public static TheoryData<DatabaseKind> Both => Databases.Both;

    /// <summary>Somebody asks after the change and before its commit: what is read then is of before.</summary>
    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_change_counts_from_its_commit_whoever_asked_before(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        var senders = watched.Server.Services.GetRequiredService<SenderDirectory>();
        var (id, token) = await AddAsync(watched);

        (await watched.Server.RunAsync(Watched.Program, async (EndSource c) =>
        {
            var ended = await c.HandleAsync(id, 1, Cancel);
            (await senders.BySecretAsync(token, "", Cancel)).Sender.ShouldNotBeNull();
            (await senders.ByAddressAsync(IPAddress.Loopback, Cancel)).ShouldNotBeNull();
            return ended;
        })).IsAccepted.ShouldBeTrue();

        (await senders.BySecretAsync(token, "", Cancel)).Sender.ShouldBeNull();
        (await senders.ByAddressAsync(IPAddress.Loopback, Cancel)).ShouldBeNull();
    }

    /// <summary>A database whose address nobody answers takes a driver a quarter of a minute to give up: datagrams must not wait for it.</summary>
    [Fact]
    public async Task A_database_that_says_nothing_holds_nobody_up_that_was_told_before()
    {
        await using var watched = await Watched.StartAsync();
        using var scopes = new SilentScopes(watched.Server.Services.GetRequiredService<IServiceScopeFactory>());
        var senders = new SenderDirectory(scopes, watched.Server.Clock, TimeProvider.System, new LiveFeed());
        await AddAsync(watched);
        (await senders.ByAddressAsync(IPAddress.Loopback, Cancel)).ShouldNotBeNull();
        watched.Server.Clock.Advance(SenderDirectory.Trust);
        scopes.Answers.Reset();

        (await senders.ByAddressAsync(IPAddress.Loopback, Cancel).WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, Cancel)).ShouldNotBeNull();
        watched.Server.Clock.Advance(Duration.FromMinutes(1));
        var again = senders.ByAddressAsync(IPAddress.Loopback, Cancel);
        again.IsCompleted.ShouldBeTrue("one waits for it, and no other");

        (await again).ShouldNotBeNull();
        scopes.Answers.Set();
    }

    private static async Task<(Guid Id, string Token)> AddAsync(Watched watched)
    {
        var added = await watched.Server.RunAsync(Watched.Program, (AddSource c) => c.HandleAsync(watched.ClientId, new SourceForm("Routeur", "127.0.0.1"), Cancel));
        return (added.Value.Id, added.Value.Token);
    }

    private sealed class SilentScopes(IServiceScopeFactory scopes) : IServiceScopeFactory, IDisposable
    {
        public ManualResetEventSlim Answers { get; } = new(initialState: true);

        public IServiceScope CreateScope()
        {
            Answers.Wait(Cancel);
            return scopes.CreateScope();
        }

        public void Dispose() => Answers.Dispose();
    }
}
