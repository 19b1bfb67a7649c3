using Majordome.Server.Clients;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;

namespace Majordome.Server.Tests.Identity;

/// <summary>Rows that tests of people need.</summary>
internal static class People
{
    public static Task<Guid> AddClientAsync(TestServer server, string name, string code) => server.ReadAsync(Caller.Program("test"), async db =>
    {
        var now = server.Clock.GetCurrentInstant();
        var client = new Client { Id = Ids.At(now), Name = name, Code = code, Language = "fr", Zone = "Europe/Paris", CreatedAt = now };
        db.WritingUnder = Permission.ManageClients;
        db.Add(client);
        await db.SaveChangesAsync();
        return client.Id;
    });
}
