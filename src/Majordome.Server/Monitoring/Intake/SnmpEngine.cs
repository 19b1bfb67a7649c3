using System.Security.Cryptography;
using Majordome.Domain;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>
/// The identity of this server towards who sends it informs (RFC 3411, 5; RFC 3414, 2.2.1 and 2.2.2). It stays over restarts, and each start is counted:
/// a message of the time before a start is not taken again.
/// </summary>
public sealed class SnmpEngine
{
    /// <summary>The machine: of several servers on one database each has an identity of its own.</summary>
    public required string Machine { get; init; }

    /// <summary>5 to 32 octets, in hexadecimal.</summary>
    public required string EngineId { get; init; }

    /// <summary>How often it started.</summary>
    public required int Boots { get; set; }
}

/// <summary>Counts a start of this machine's engine, and makes its identity at the first.</summary>
[Requires(Permission.ManageEstate, Everywhere = true, Untraced = "counts starts of the program; it belongs to no client")]
public sealed class StartEngine(AppDb db)
{
    /// <summary>Counts it.</summary>
    /// <param name="machine">The name of the machine.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The engine as it is from now on.</returns>
    public async Task<Result<SnmpEngine>> HandleAsync(string machine, CancellationToken cancellationToken)
    {
        if (await db.Set<SnmpEngine>().SingleOrDefaultAsync(e => e.Machine == machine, cancellationToken) is { } known)
        {
            known.Boots++;
            return known;
        }

        var engine = new SnmpEngine { Machine = machine, EngineId = Convert.ToHexStringLower(NewId()), Boots = 1 };
        db.Add(engine);
        return engine;
    }

    /// <summary>
    /// An identity of RFC 3411 (SnmpEngineID): the first bit set, the number of the maker, the format 5 (octets as one likes), then eight random octets.
    /// The product has no number of its own at IANA: 0 is the one that is reserved.
    /// </summary>
    private static byte[] NewId() => [0x80, 0, 0, 0, 5, .. RandomNumberGenerator.GetBytes(8)];
}
