using Majordome.Server.Platform.Identity;
using Microsoft.AspNetCore.DataProtection;

namespace Majordome.Server.Notifications.Mail;

/// <summary>Of channels: the relay's password, the keys that sign webhooks.</summary>
public sealed class ChannelSecrets(IDataProtectionProvider protection) : KeptSecrets(protection, "Majordome.Notifications.Channels.v1");
