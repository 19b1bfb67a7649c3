using Majordome.Server.Contracts.Writing;
using NodaTime;

namespace Majordome.Server.Tests.Contracts;

public sealed class FieldTextTests
{
    [Theory]
    [InlineData("4 h", 240)]
    [InlineData("4h", 240)]
    [InlineData("1 h 30", 90)]
    [InlineData("1h30", 90)]
    [InlineData("1 h 30 min", 90)]
    [InlineData("45 min", 45)]
    [InlineData(" 0 min ", 0)]
    [InlineData("99999 h", 5_999_940)]
    public void A_duration_is_read_as_people_type_it(string text, int minutes) =>
        FieldText.ReadDuration(text).ShouldBe(Duration.FromMinutes(minutes));

    [Theory]
    [InlineData("")]
    [InlineData("4")]
    [InlineData("1 h 60")]
    [InlineData("-1 h")]
    [InlineData("999999 h")]
    [InlineData("4 h et demie")]
    public void What_is_no_duration_is_not_guessed(string text) => FieldText.ReadDuration(text).ShouldBeNull();

    [Fact]
    public void What_is_written_is_read_back()
    {
        foreach (var minutes in Enumerable.Range(0, 3000))
        {
            var duration = Duration.FromMinutes(minutes);
            FieldText.ReadDuration(FieldText.Hours(duration)).ShouldBe(duration);
        }
    }
}
