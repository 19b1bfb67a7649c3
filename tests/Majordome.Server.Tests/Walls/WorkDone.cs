using System.Data.Common;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Majordome.Server.Tests.Walls;

/// <summary>
/// Counts what a server asks its database: the time of an answer is made of it. An object of another client that costs the same questions as one
/// that does not exist cannot be told from it by a watch; durations themselves would prove nothing on a busy machine.
/// </summary>
internal sealed class WorkDone : DbCommandInterceptor
{
    private int commands;

    /// <summary>Commands sent so far.</summary>
    public int Commands => commands;

    /// <summary>Has a server's database watched.</summary>
    public void Watch(IServiceCollection services) => services.ConfigureDbContext<AppDb>(db => db.AddInterceptors(this));

    public override DbCommand CommandInitialized(CommandEndEventData eventData, DbCommand result)
    {
        Interlocked.Increment(ref commands);
        return result;
    }
}
