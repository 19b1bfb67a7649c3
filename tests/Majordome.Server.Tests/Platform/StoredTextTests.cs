using Majordome.Server.Platform.Persistence;

namespace Majordome.Server.Tests.Platform;

public sealed class StoredTextTests
{
    [Theory]
    [InlineData("assez", 5, "…", "assez")]
    [InlineData("trop long", 5, "", "trop ")]
    [InlineData("trop long", 5, "…", "trop…")]
    [InlineData("abc😀", 4, "", "abc")]
    [InlineData("abc😀", 5, "", "abc😀")]
    [InlineData("abc😀f", 5, "…", "abc…")]
    [InlineData("a\0b", 5, "…", "a\uFFFDb")]
    [InlineData("a\0bcdef", 4, "…", "a\uFFFDb…")]
    public void It_is_short_enough_whole_characters_and_no_zero(string text, int longest, string mark, string stored) =>
        StoredText.Of(text, longest, mark).ShouldBe(stored);
}
