using System.Linq.Expressions;
using Majordome.Server.Platform.House;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace Majordome.Server.Platform.Web;

/// <summary>One page of a list, and where it is in the whole.</summary>
/// <param name="Rows">At most <see cref="Keyset.PageSize"/>.</param>
/// <param name="Paging">Its place.</param>
public sealed record ListPage<T>(IReadOnlyList<T> Rows, TablePaging Paging);

/// <summary>
/// Reads lists page by page, forwards and backwards, by the key of a row rather than by skipping rows. The address names that
/// row alone; its place in the order is looked up, so that it stays right when the list changes.
/// </summary>
public static class Keyset
{
    /// <summary>Rows of a page.</summary>
    public const int PageSize = 50;

    /// <summary>Reads the page that the address asks for; the first one when the row it names is not there.</summary>
    /// <param name="rows">What the list holds, filtered; entities with a key named <c>Id</c>.</param>
    /// <param name="all">The same unfiltered, where the row named by the address is looked up.</param>
    /// <param name="by">The order; rows that are equal in it follow their keys.</param>
    /// <param name="descending">The other way round.</param>
    /// <param name="address">Says after or before which row.</param>
    /// <param name="view">What is read of a row.</param>
    /// <param name="id">The key of what was read.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<ListPage<TView>> PageAsync<T, TView>(
        IQueryable<T> rows, IQueryable<T> all, Expression<Func<T, string>> by, bool descending, PageAddress address,
        Expression<Func<T, TView>> view, Func<TView, Guid> id, CancellationToken cancellationToken)
        where T : class
    {
        var total = await rows.CountAsync(cancellationToken);
        var backwards = address[PageAddress.BeforeField] is not null;
        var key = Guid.TryParse(address[PageAddress.BeforeField] ?? address[PageAddress.AfterField], out var asked) ? await KeyAsync(asked) : null;
        var found = key is null ? [] : await ReadAsync(Beyond(rows, by, key, asked, descending == backwards), backwards);
        if (found.Count == 0)
        {
            found = await ReadAsync(rows, fromTheEnd: false);
        }

        if (found.Count == 0)
        {
            return new ListPage<TView>([], new TablePaging(0, 0, 0, null, null));
        }

        var firstId = id(found[0]);
        var first = key is null ? 1 : 1 + await Beyond(rows, by, (await KeyAsync(firstId))!, firstId, descending).CountAsync(cancellationToken);
        var last = first + found.Count - 1;
        return new ListPage<TView>(found, new TablePaging(
            first, last, total, first > 1 ? firstId.ToString() : null, last < total ? id(found[^1]).ToString() : null));

        Task<string?> KeyAsync(Guid row) => all.Where(r => EF.Property<Guid>(r, "Id") == row).Select(by).FirstOrDefaultAsync(cancellationToken)!;

        async Task<List<TView>> ReadAsync(IQueryable<T> from, bool fromTheEnd)
        {
            var ordered = descending == fromTheEnd
                ? from.OrderBy(by).ThenBy(r => EF.Property<Guid>(r, "Id"))
                : from.OrderByDescending(by).ThenByDescending(r => EF.Property<Guid>(r, "Id"));
            var read = await ordered.Take(PageSize).Select(view).ToListAsync(cancellationToken);
            if (fromTheEnd)
            {
                read.Reverse();
            }

            return read;
        }
    }

    private static IQueryable<T> Beyond<T>(IQueryable<T> rows, Expression<Func<T, string>> by, string key, Guid id, bool upwards)
    {
        Expression<Func<string, Guid, bool>> beyond = upwards
            ? (k, i) => string.Compare(k, key) > 0 || (k == key && i > id)
            : (k, i) => string.Compare(k, key) < 0 || (k == key && i < id);
        Expression<Func<T, Guid>> own = r => EF.Property<Guid>(r!, "Id");
        var row = by.Parameters[0];
        var ownId = ReplacingExpressionVisitor.Replace(own.Parameters[0], row, own.Body);
        var body = new ReplacingExpressionVisitor(beyond.Parameters, [by.Body, ownId]).Visit(beyond.Body);
        return rows.Where(Expression.Lambda<Func<T, bool>>(body, row));
    }
}
