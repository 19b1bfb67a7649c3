using System.Globalization;
using Majordome.Domain;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Platform.Web;

/// <summary>One page of a list, by keyset: ask again with <c>?after=</c> <see cref="Next"/> for the following one.</summary>
/// <param name="Items">At most the asked limit.</param>
/// <param name="Next">Where the next page starts; <c>null</c> on the last one.</param>
public sealed record ApiPage<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Reads lists page by page, and keeps edits of stale copies out.</summary>
public static class Api
{
    /// <summary>Rows of a page when nobody says.</summary>
    public const int DefaultLimit = 50;

    /// <summary>The most rows a page may have.</summary>
    public const int MaxLimit = 200;

    /// <summary>Room made at once for a body, in bytes; a longer one makes room as it comes.</summary>
    private const int LongestGuess = 1024 * 1024;

    /// <summary>Cuts one page off rows that were read with one row more than the limit.</summary>
    /// <param name="rows">In order; at most limit + 1.</param>
    /// <param name="limit">What <see cref="Limit"/> gave.</param>
    /// <param name="key">What identifies a row's place: the value of <c>after</c>.</param>
    /// <param name="view">How the row is written.</param>
    public static ApiPage<TView> Page<T, TView>(IReadOnlyList<T> rows, int limit, Func<T, string> key, Func<T, TView> view) =>
        new([.. rows.Take(limit).Select(view)], rows.Count > limit ? key(rows[limit - 1]) : null);

    /// <summary>The asked limit within 1 and <see cref="MaxLimit"/>.</summary>
    public static int Limit(int? asked) => Math.Clamp(asked ?? DefaultLimit, 1, MaxLimit);

    /// <summary>Says which version of the thing this is (RFC 9110, 8.8.3).</summary>
    public static void Tag(HttpContext http, IVersioned thing) => http.Response.Headers.ETag = TagOf(thing.Version);

    /// <summary>
    /// Reads <c>If-Match</c> (RFC 9110, 13.1.1) into the version a change was made from.
    /// </summary>
    /// <returns>The version; <c>null</c> with the answer to give: 428 when the header is missing, 400 when it cannot be read.</returns>
    public static int? VersionFrom(HttpContext http, out IResult? answer)
    {
        var header = http.Request.Headers.IfMatch.ToString();
        if (header.Length == 0)
        {
            answer = Bare(http, StatusCodes.Status428PreconditionRequired);
            return null;
        }

        if (header.Length > 2 && header[0] == '"' && header[^1] == '"'
            && int.TryParse(header.AsSpan(1, header.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            answer = null;
            return version;
        }

        answer = Bare(http, StatusCodes.Status400BadRequest);
        return null;
    }

    /// <summary>The thing with its version, or 404.</summary>
    public static IResult Found<T, TView>(HttpContext http, T? thing, Guid id, Func<T, TView> view)
        where T : class, IVersioned
    {
        if (thing is null)
        {
            return Problems.Of(http, [Refusals.NotFound("id", id)]);
        }

        Tag(http, thing);
        return TypedResults.Ok(view(thing));
    }

    /// <summary>201 with the place of the new thing, or why there is none.</summary>
    /// <param name="http">The request.</param>
    /// <param name="made">Its key.</param>
    /// <param name="kind">Its collection: <c>clients</c>.</param>
    public static IResult Created(HttpContext http, Result<Guid> made, string kind) => made.TryGet(out var id, out var refusals)
        ? TypedResults.Created($"{ApiDocument.Root}/{kind}/{id}", new { id })
        : Problems.Of(http, refusals);

    /// <summary>The body of a request, whole, as it came.</summary>
    public static async Task<byte[]> BodyAsync(HttpContext http)
    {
        using var body = new MemoryStream((int)Math.Clamp(http.Request.ContentLength ?? 0, 0, LongestGuess));
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        return body.ToArray();
    }

    /// <summary>Makes a change from the version that <c>If-Match</c> names, and that gives the new one: 204 with its ETag, or why not.</summary>
    public static Task<IResult> ChangedAsync(HttpContext http, Func<int, Task<Result<int>>> change) =>
        ChangedAsync(http, change, version => http.Response.Headers.ETag = TagOf(version));

    /// <summary>Makes a change from the version that <c>If-Match</c> names: 204, or why not.</summary>
    public static Task<IResult> ChangedAsync(HttpContext http, Func<int, Task<Result<Done>>> change) => ChangedAsync(http, change, static _ => { });

    private static async Task<IResult> ChangedAsync<T>(HttpContext http, Func<int, Task<Result<T>>> change, Action<T> tell)
        where T : notnull
    {
        if (VersionFrom(http, out var answer) is not { } version)
        {
            return answer!;
        }

        if (!(await change(version)).TryGet(out var made, out var refusals))
        {
            return Refused(http, refusals);
        }

        tell(made);
        return TypedResults.NoContent();
    }

    /// <summary>The answer to a change: 412 when it was made from a stale copy, else that of <see cref="Problems.Of"/>.</summary>
    public static IResult Refused(HttpContext http, System.Collections.Immutable.ImmutableArray<Refusal> refusals) =>
        refusals[0].Rule == Refusals.ConflictRule && http.Request.Headers.IfMatch.Count > 0
            ? Bare(http, StatusCodes.Status412PreconditionFailed)
            : Problems.Of(http, refusals);

    /// <summary>Makes the commit of a change fail with a conflict unless the row still has the version it was read at.</summary>
    public static void ExpectVersion(this DbContext db, IVersioned thing, int? version)
    {
        if (version is { } expected)
        {
            db.Entry(thing).Property(nameof(IVersioned.Version)).OriginalValue = expected;
        }
    }

    private static string TagOf(int version) => $"\"{version.ToString(CultureInfo.InvariantCulture)}\"";

    private static IResult Bare(HttpContext http, int status) =>
        TypedResults.Problem(title: http.RequestServices.GetRequiredService<Sentences>().Title(status), statusCode: status);
}
