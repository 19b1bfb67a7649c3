using System.Text.Json;
using Majordome.Domain.Evidence;
using Majordome.Server.Notifications.Hooks;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Outbox;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Majordome.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Tests.Notifications;

/// <summary>The heads of the event log leave the house, so that whoever holds the machine cannot cut them too.</summary>
public sealed class AnchorPostTests
{
    public static TheoryData<DatabaseKind> Both => Databases.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task The_heads_leave_once_an_hour_and_what_a_receiver_kept_verifies_the_log(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var program = Caller.Program("test");
        (await server.RunAsync(program, (AddWebhook c) => c.HandleAsync(new("Archives", "https://archives.example/hook", [WebhookEvents.Heads])))).IsAccepted.ShouldBeTrue();
        await PostAsync(server);
        await PostAsync(server);
        server.Clock.Advance(Duration.FromHours(1));
        await PostAsync(server);

        var bodies = await server.ReadAsync(program, db => db.Set<OutboxMessage>().OrderBy(m => m.CreatedAt).Select(m => m.Payload).ToListAsync());
        bodies.Count.ShouldBe(2);
        var kept = Path.Combine(server.DataFolder, "kept.log");
        await File.WriteAllLinesAsync(kept, JsonDocument.Parse(bodies[0]).RootElement.GetProperty("body").GetProperty("data").GetProperty("anchors").EnumerateArray().Select(a => a.GetString()!));
        var anchors = ChainAnchors.Read(kept);
        (await server.ReadAsync(program, db => AuditCommand.VerifyAsync(db, anchors, default))).Broken.ShouldBeEmpty();
        anchors[HashChain.ProviderChain].Add(99, new string('0', 64));
        (await server.ReadAsync(program, db => AuditCommand.VerifyAsync(db, anchors, default))).Broken.ShouldHaveSingleItem().Fault.ShouldBe(ChainFault.TailCut);
    }

    private static async Task PostAsync(TestServer server) =>
        (await server.RunAsync(Caller.Program("anchors"), (PostHeads c) => c.HandleAsync(default))).IsAccepted.ShouldBeTrue();
}
