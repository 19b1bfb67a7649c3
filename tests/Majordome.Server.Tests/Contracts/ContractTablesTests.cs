using System.Data.Common;
using Majordome.Server.Contracts;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Tests.Contracts;

public sealed class ContractTablesTests
{
    public static TheoryData<DatabaseKind> Both => Databases.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_line_on_another_clients_item_or_site_cannot_exist_even_by_sql(DatabaseKind kind)
    {
        await using var world = await ContractWorld.StartAsync(kind);
        var contract = (await world.SignAsync(world.Terms)).Value.Id;
        await Should.ThrowAsync<DbException>(() => world.Server.ReadAsync(Caller.Program("test"), db => db.Database.ExecuteSqlAsync(
            $"INSERT INTO contract_scope_lines (client_id, contract_id, number, key, asset_id) VALUES ({world.Dairy}, {contract}, 0, 'L9', {world.BakeryServer})")));
        await Should.ThrowAsync<DbException>(() => world.Server.ReadAsync(Caller.Program("test"), db => db.Database.ExecuteSqlAsync(
            $"INSERT INTO contract_scope_lines (client_id, contract_id, number, key, class, site_id) VALUES ({world.Dairy}, {contract}, 0, 'L9', 'Server', {world.BakerySite})")));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_signed_version_is_neither_changed_nor_deleted(DatabaseKind kind)
    {
        await using var world = await ContractWorld.StartAsync(kind);
        await world.SignAsync(world.Terms);
        foreach (var sql in new[] { "UPDATE contract_versions SET number = 7", "DELETE FROM contract_scope_lines", "DELETE FROM contract_recipients" })
        {
            await Should.ThrowAsync<DbException>(() => world.Server.ReadAsync(Caller.Program("test"), db => db.Database.ExecuteSqlRawAsync(sql)));
        }
    }

    [Fact]
    public async Task A_version_that_is_not_what_was_signed_is_not_read()
    {
        await using var world = await ContractWorld.StartAsync(DatabaseKind.Sqlite);
        await world.SignAsync(world.Terms);
        var row = await world.Server.ReadAsync(Caller.Program("test"), db => db.Set<ContractVersionRow>().AsNoTracking().SingleAsync());
        VersionText.Read(row).Terms.Reference.ShouldBe("LV-2026-01");
        var forged = new ContractVersionRow
        {
            ClientId = row.ClientId, ContractId = row.ContractId, Number = row.Number, EffectiveFrom = row.EffectiveFrom,
            SignedAt = row.SignedAt, SignedBy = row.SignedBy, Hash = row.Hash, Terms = row.Terms.Replace("\"attentionPercent\":75", "\"attentionPercent\":99", StringComparison.Ordinal),
        };
        Should.Throw<InvalidOperationException>(() => VersionText.Read(forged));
    }
}
