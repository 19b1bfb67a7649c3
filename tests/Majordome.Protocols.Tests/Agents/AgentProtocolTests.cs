using System.Buffers.Binary;
using Majordome.Protocols.Nrpe;
using Majordome.Protocols.Ntp;
using Majordome.Protocols.Nut;

namespace Majordome.Protocols.Tests.Agents;

public sealed class AgentProtocolTests
{
    /// <summary>Beginning and checksum of what <c>check_nrpe</c> 4.1.0 sends for <c>check_x</c> with the argument <c>abc</c>.</summary>
    [Theory]
    [InlineData(3, "00030001B952FD0000000000000003F9636865636B5F7821616263")]
    [InlineData(4, "00040001F260BFB100000000000003FC636865636B5F7821616263")]
    public void A_query_is_what_the_daemons_own_client_sends(int version, string sent)
    {
        var query = NrpePacket.WriteQuery(version, "check_x!abc")!;

        query.Length.ShouldBe(NrpePacket.SmallPacket);
        Convert.ToHexString(query.AsSpan(0, sent.Length / 2)).ShouldBe(sent);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void A_response_is_read_and_a_wrong_one_refused(int version)
    {
        var packet = NrpePacket.WriteQuery(version, "DISK OK | a=1")!;
        packet[3] = 2; // a response
        NrpePacket.TryReadResponse(packet, out _, out _).ShouldBeFalse("its checksum is the query's");
        var crc = Crc(packet);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), crc);

        NrpePacket.TryReadResponse(packet, out var result, out var text).ShouldBeTrue();
        (result, text).ShouldBe((0, "DISK OK | a=1"));
        NrpePacket.TryReadResponse(packet.AsSpan(0, packet.Length - 1), out _, out _).ShouldBeFalse();
    }

    [Fact]
    public void Mangled_responses_are_refused_without_a_throw()
    {
        var random = new Random(20260301);
        var seed = NrpePacket.WriteQuery(4, "x")!;
        seed[3] = 2;
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = seed.AsSpan(0, random.Next(seed.Length + 1)).ToArray();
            for (var edits = random.Next(4); edits > 0 && bytes.Length > 0; edits--)
            {
                bytes[random.Next(Math.Min(24, bytes.Length))] = (byte)random.Next(256);
            }

            if (NrpePacket.RestOf(bytes) is { } rest)
            {
                rest.ShouldBeInRange(0, NrpePacket.LargestText + 3);
            }

            NrpePacket.TryReadResponse(bytes, out _, out _);
            NtpPacket.TryRead(bytes, out _);
            NutVariable.Words(System.Text.Encoding.Latin1.GetString(bytes));
        }
    }

    [Theory]
    [InlineData("VAR lab ups.status \"OL CHRG\"", "lab", "ups.status", "OL CHRG")]
    [InlineData("VAR a device.model \"Quiet \\\"700\\\" \\\\\"", "a", "device.model", "Quiet \"700\" \\")]
    [InlineData("VAR a b \"\"", "a", "b", "")]
    public void A_variable_of_a_ups_is_read(string line, string ups, string name, string value)
    {
        NutVariable.TryRead(line, out var variable).ShouldBeTrue();
        variable.ShouldBe(new NutVariable(ups, name, value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("UPS lab \"x\"")]
    [InlineData("VAR lab ups.status")]
    [InlineData("VAR lab ups.status OL CHRG")]
    public void Any_other_line_is_not(string line) => NutVariable.TryRead(line, out _).ShouldBeFalse();

    [Theory]
    [InlineData(0, 0)]
    [InlineData(30_000_000, 2_000_000)]
    [InlineData(-30_000_000, 1)]
    public void Offset_and_delay_are_those_of_the_rfc(long aheadTicks, long wayTicks)
    {
        const long sent = 17_640_000_000_000_000;
        var answer = new NtpPacket(
            0, 2, 0, 0, "", 0, NtpPacket.Timestamp(sent + wayTicks + aheadTicks), NtpPacket.Timestamp(sent + wayTicks + 5_000 + aheadTicks));

        var (offset, delay) = answer.Compare(NtpPacket.Timestamp(sent), NtpPacket.Timestamp(sent + (2 * wayTicks) + 5_000));

        offset.ShouldBe(aheadTicks / 1e7, 1e-6);
        delay.ShouldBe(2 * wayTicks / 1e7, 1e-6);
    }

    [Fact]
    public void Clocks_on_both_sides_of_an_era_are_compared_rightly()
    {
        // The era ends on 2036-02-07 at 06:28:16 UTC: seconds are zero again.
        const long end = (4_294_967_296L - 2_208_988_800L) * TimeSpan.TicksPerSecond;
        var answer = new NtpPacket(0, 2, 0, 0, "", 0, NtpPacket.Timestamp(end + 10_000_000), NtpPacket.Timestamp(end + 10_000_000));

        answer.Compare(NtpPacket.Timestamp(end - 10_000_000), NtpPacket.Timestamp(end - 10_000_000)).Offset.ShouldBe(2, 1e-6);
    }

    private static uint Crc(byte[] packet)
    {
        var crc = uint.MaxValue;
        for (var i = 0; i < packet.Length; i++)
        {
            crc ^= i is >= 4 and < 8 ? 0u : packet[i];
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }

        return ~crc;
    }
}
