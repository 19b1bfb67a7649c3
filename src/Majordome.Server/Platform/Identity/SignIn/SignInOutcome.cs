namespace Majordome.Server.Platform.Identity.SignIn;

/// <summary>How far an attempt to sign in came. An attempt that failed is an outcome, not a refusal: what it changed (the count of failures) is kept.</summary>
public enum SignInStep
{
    /// <summary>Unknown, disabled, or not the right secret: told the same to whoever tries.</summary>
    Refused,

    /// <summary>Five failures in a row: closed for five minutes.</summary>
    LockedOut,

    /// <summary>The password was right; a code of the second factor is wanted.</summary>
    CodeNeeded,

    /// <summary>Identified.</summary>
    SignedIn,
}

/// <summary>The outcome of an attempt.</summary>
/// <param name="Step">How far.</param>
/// <param name="UserId">Who, when the password or key was right.</param>
public sealed record SignInOutcome(SignInStep Step, Guid? UserId)
{
    /// <summary>Nothing is told of why.</summary>
    public static SignInOutcome Refused { get; } = new(SignInStep.Refused, null);

    /// <summary>Closed for a while.</summary>
    public static SignInOutcome LockedOut { get; } = new(SignInStep.LockedOut, null);
}
