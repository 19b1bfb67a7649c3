using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Majordome.Domain;
using Majordome.Domain.Contracts;
using NodaTime;

namespace Majordome.Server.Contracts;

/// <summary>A version as it is written to the database and read back.</summary>
public static class VersionText
{
    /// <summary>What a version says, as canonical JSON.</summary>
    public static string Write(ContractTerms terms) => FactJson.Canonical(terms);

    /// <summary>SHA-256 of who, which, from when and what: of the canonical JSON of these five.</summary>
    /// <param name="terms">As written by <see cref="Write"/>.</param>
    public static string Hash(Guid client, Guid contract, int number, LocalDate effectiveFrom, string terms) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            FactJson.Canonical(new { client, contract, number, effectiveFrom, terms }))));

    /// <summary>The version of a row.</summary>
    /// <exception cref="InvalidOperationException">The row is not what was signed.</exception>
    public static ContractVersion Read(ContractVersionRow row)
    {
        if (Hash(row.ClientId, row.ContractId, row.Number, row.EffectiveFrom, row.Terms) != row.Hash)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Version {row.Number} of contract {row.ContractId} is not what was signed: its hash differs."));
        }

        var terms = JsonSerializer.Deserialize<ContractTerms>(row.Terms, FactJson.Options)!;
        return ContractVersion.Recall(row.ContractId, row.ClientId, row.Number, row.EffectiveFrom, terms).Value;
    }
}
