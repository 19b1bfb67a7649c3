using Microsoft.AspNetCore.Identity;

namespace Majordome.Server.Platform.Identity.SignIn;

/// <summary>Registration of what signing in needs.</summary>
public static class SignInServices
{
    /// <summary>Registers it, and tells passkeys under which name the server is reached.</summary>
    public static void AddSignIn(this IServiceCollection services, ServerOptions options)
    {
        services.AddScoped<SignInTrace>();
        services.AddScoped<Sessions>();
        services.AddScoped<SetUpLinks>();
        services.AddScoped<Account.OwnAccount>();
        services.Configure<IdentityPasskeyOptions>(passkeys =>
        {
            passkeys.ResidentKeyRequirement = "required";
            if (options.PublicUrl is { } url)
            {
                // Behind a proxy the request's host may be another: what counts is the address people see.
                var origin = new Uri(url).GetLeftPart(UriPartial.Authority);
                passkeys.ServerDomain = new Uri(url).Host;
                passkeys.ValidateOrigin = context => ValueTask.FromResult(!context.CrossOrigin && string.Equals(context.Origin, origin, StringComparison.OrdinalIgnoreCase));
            }
        });
    }
}
