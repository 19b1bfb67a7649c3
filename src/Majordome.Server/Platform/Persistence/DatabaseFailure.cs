using System.Data.Common;

namespace Majordome.Server.Platform.Persistence;

/// <summary>Tells failures of the database from others.</summary>
internal static class DatabaseFailure
{
    /// <summary>The failure of the database that this is, or that it wraps, as EF Core wraps those that may pass; <c>null</c>: it is another.</summary>
    public static DbException? OfDatabase(this Exception failure) => failure as DbException ?? failure.InnerException as DbException;
}
