namespace Majordome.Server.Platform.Web;

/// <summary>An address whose callers are senders: people's tokens are not looked up for it, request by request.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SenderAuthenticatedAttribute : Attribute
{
    /// <summary>The one instance.</summary>
    public static readonly SenderAuthenticatedAttribute Instance = new();
}
