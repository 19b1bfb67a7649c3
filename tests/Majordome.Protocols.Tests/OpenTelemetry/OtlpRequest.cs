using System.Buffers.Binary;
using System.Text;

namespace Majordome.Protocols.Tests.OpenTelemetry;

/// <summary>Requests in protobuf, put together by hand: not by the writer of the product.</summary>
internal static class OtlpRequest
{
    private const ulong Time = 1_764_000_000_000_000_000;

    /// <summary>What <see cref="OtlpTests.Example"/> says; the resource stands behind its metrics.</summary>
    public static byte[] Example() => Field(1, Field(2, [
        .. Field(1, Text(1, "s")),
        .. Metric("disk.used", "1", 5, [
            .. Field(1, [.. At(), .. Double(4, 0.5), .. Field(7, Attribute("disk.name", Text(1, "sda"))), .. Field(7, Attribute("ok", Varint(2, 1)))]),
            .. Field(1, [.. At(), .. Varint(8, 1)])]),
        .. Metric("http.requests", "{request}", 7, [
            .. Field(1, [.. At(), .. Fixed(6, 7), .. Field(7, Attribute("a.b", Varint(3, 2))), .. Field(7, Attribute("a_b", Varint(3, 3)))]),
            .. Varint(2, 2), .. Varint(3, 1)]),
        .. Metric("net.io", "By", 7, [.. Field(1, [.. At(), .. Fixed(6, 9)]), .. Varint(2, 1), .. Varint(3, 1)]),
        .. Metric("latency", "s", 9, [
            .. Field(1, [
                .. At(), .. Fixed(4, 6), .. Double(5, 1.5), .. Field(6, [.. Raw(1), .. Raw(2), .. Raw(3)]),
                .. Double(7, 0.1), .. Double(7, 1)]),
            .. Varint(2, 2)]),
        .. Metric("spread", "", 10, [.. Field(1, [.. At(), .. Fixed(4, 2), .. Double(5, 3)]), .. Varint(2, 2)]),
        .. Metric("pause", "ms", 11, Field(1, [.. At(), .. Fixed(4, 4), .. Double(5, 8), .. Field(6, [.. Double(1, 0.5), .. Double(2, 2)])])),
    ]).Concat(Field(1, [
        .. Field(1, Attribute("service.name", Text(1, "shop"))), .. Field(1, Attribute("service.namespace", Text(1, "acme"))),
        .. Field(1, Attribute("service.instance.id", Text(1, "i-1"))), .. Field(1, Attribute("host.name", Text(1, "h")))])).ToArray());

    private static byte[] Metric(string name, string unit, int kind, byte[] data) => Field(2, [.. Field(kind, data), .. Text(1, name), .. Text(3, unit)]);

    private static byte[] Attribute(string key, byte[] value) => [.. Text(1, key), .. Field(2, value)];

    private static byte[] At() => Fixed(3, Time);

    private static byte[] Text(int field, string text) => Field(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Field(int field, byte[] bytes) => [(byte)((field << 3) | 2), .. Number((ulong)bytes.Length), .. bytes];

    private static byte[] Varint(int field, ulong value) => [(byte)(field << 3), .. Number(value)];

    private static byte[] Fixed(int field, ulong value) => [(byte)((field << 3) | 1), .. Raw(value)];

    private static byte[] Double(int field, double value) => Fixed(field, BitConverter.DoubleToUInt64Bits(value));

    private static byte[] Number(ulong value) => value < 0x80 ? [(byte)value] : [(byte)(value | 0x80), .. Number(value >> 7)];

    private static byte[] Raw(ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return bytes;
    }
}
