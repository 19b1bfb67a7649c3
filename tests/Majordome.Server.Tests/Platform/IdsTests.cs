using Majordome.Server.Platform;
using NodaTime;
using Shouldly;
using Xunit;

namespace Majordome.Server.Tests.Platform;

public sealed class IdsTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 17, 12, 0);

    [Fact]
    public void Ids_of_one_instant_sort_as_they_were_made_in_both_databases()
    {
        var made = Enumerable.Range(0, 20_000).Select(_ => Ids.At(Noon)).ToList();
        made.ShouldBe(made.Order());
        made.ShouldBe(made.OrderBy(id => id.ToString(), StringComparer.Ordinal));
        made.Distinct().Count().ShouldBe(made.Count);
    }

    [Fact]
    public void An_id_is_a_uuid_of_version_7_with_its_milliseconds_in_front()
    {
        var id = Ids.At(Noon);
        id.Version.ShouldBe(7);
        (id.Variant & 0xC).ShouldBe(0x8);
        Convert.ToInt64(id.ToString("N")[..12], 16).ShouldBe(Noon.ToUnixTimeMilliseconds());
        Ids.At(Noon + Duration.FromMilliseconds(1)).CompareTo(Ids.At(Noon)).ShouldBePositive();
    }
}
