using Majordome.Server.Monitoring.Received;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>Sees to it that a message of a source which the database does not take is told.</summary>
internal static class WatchKept
{
    /// <summary>Waits until a message is on disk; one that is not is counted with its source, and put aside.</summary>
    /// <returns>Whether it is on disk.</returns>
    public static async Task<bool> WatchAsync(this AsideTray tray, SenderMeters meters, Sender sender, ReceivedMessage message, Task<bool> kept)
    {
        if (await kept)
        {
            return true;
        }

        meters.Refuse(sender);
        tray.Count(message.Kind, sender, "not-kept", message.Text);
        return false;
    }
}
