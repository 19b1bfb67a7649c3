using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace Majordome.Server.Platform.Identity.SignIn;

/// <summary>
/// Slows down who guesses: <see cref="Attempts"/> attempts per minute and address, over all pages that take a secret, in fixed
/// windows. Lock-out protects one account; this protects all of them from one guesser.
/// </summary>
public static class SignInLimit
{
    /// <summary>The policy's name: <c>@attribute [EnableRateLimiting(SignInLimit.Policy)]</c>.</summary>
    public const string Policy = "sign-in";

    /// <summary>Attempts in a window.</summary>
    public const int Attempts = 20;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>Registers the limit; what is above gets 429 with Retry-After in seconds.</summary>
    public static void Configure(RateLimiterOptions options)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.AddPolicy(Policy, http => HttpMethods.IsPost(http.Request.Method)
            ? RateLimitPartition.GetFixedWindowLimiter(
                http.Connection.RemoteIpAddress?.ToString() ?? "",
                _ => new FixedWindowRateLimiterOptions { PermitLimit = Attempts, Window = Window, QueueLimit = 0 })
            : RateLimitPartition.GetNoLimiter("reading"));
        options.OnRejected = (rejected, _) =>
        {
            var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var left) ? left : Window;
            rejected.HttpContext.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return ValueTask.CompletedTask;
        };
    }
}
