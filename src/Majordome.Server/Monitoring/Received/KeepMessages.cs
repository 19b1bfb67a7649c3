using Majordome.Domain;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Monitoring.Received;

/// <summary>Keeps messages that came.</summary>
[Requires(Permission.ManageEstate, Untraced = "each row tells itself when and from whom it came; thousands a second would drown the chain")]
public sealed class KeepMessages(AppDb db)
{
    /// <summary>Keeps them, all or none.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="isAgain">Whether it was tried before: a commit whose answer was lost may have kept them, and those that are there stay as they are.</param>
    public async Task<Result<int>> HandleAsync(IReadOnlyList<ReceivedMessage> messages, bool isAgain = false)
    {
        var there = isAgain ? await ThereAsync([.. messages.Select(m => m.Id)]) : [];
        db.AddRange(messages.Where(m => !there.Contains(m.Id)));
        return messages.Count;
    }

    private Task<HashSet<Guid>> ThereAsync(List<Guid> ids) => db.Set<ReceivedMessage>().Where(m => ids.Contains(m.Id)).Select(m => m.Id).ToHashSetAsync();
}
