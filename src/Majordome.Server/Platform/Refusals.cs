using Majordome.Domain;

namespace Majordome.Server.Platform;

/// <summary>The refusals every room shares. They are told apart from the others by what the web answers: 404, 403, 409, 503.</summary>
public static class Refusals
{
    /// <summary>Rule: there is no such object, or the caller may not know of it (404).</summary>
    public const string NotFoundRule = "not-found";

    /// <summary>Rule: the object is visible but the act is not allowed (403).</summary>
    public const string ForbiddenRule = "forbidden";

    /// <summary>Rule: somebody changed it meanwhile, or it is no longer in a state that allows the act (409; 412 with If-Match).</summary>
    public const string ConflictRule = "conflict";

    /// <summary>
    /// Beginning of the rules that say more than <see cref="ConflictRule"/> and are answered like it: <c>conflict-taken</c> names who was first.
    /// </summary>
    public const string ConflictPrefix = "conflict-";

    /// <summary>Rule: what the caller read (If-Match) is no longer what is there (412).</summary>
    public const string StaleRule = "stale";

    /// <summary>Beginning of the rules that say what does not answer, and may later (503): <c>unavailable-metrics</c>.</summary>
    public const string UnavailablePrefix = "unavailable-";

    /// <summary>There is no such object, as far as this caller may know.</summary>
    public static Refusal NotFound(string path, object? value = null) => Refusal.Of(path, NotFoundRule, value);

    /// <summary>The act needs a permission that the caller does not hold.</summary>
    public static Refusal Forbidden(object permission) => Refusal.Of("", ForbiddenRule, permission);

    /// <summary>The caller said which version they read, and it is no longer the current one.</summary>
    public static Refusal Stale(int current) => Refusal.Of("", StaleRule, current);

    /// <summary>The object changed since the caller read it.</summary>
    public static Refusal Conflict(string path = "", params object?[] values) => Refusal.Of(path, ConflictRule, values);
}
