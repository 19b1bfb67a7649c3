using Majordome.Domain;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;

namespace Majordome.Server.Monitoring.Received;

/// <summary>Keeps messages that came.</summary>
[Requires(Permission.ManageEstate, Untraced = "each row tells itself when and from whom it came; thousands a second would drown the chain")]
public sealed class KeepMessages(AppDb db)
{
    /// <summary>Keeps them, all or none.</summary>
    public Task<Result<int>> HandleAsync(IReadOnlyList<ReceivedMessage> messages)
    {
        db.AddRange(messages);
        return Task.FromResult<Result<int>>(messages.Count);
    }
}
