using System.Text;

namespace Majordome.Server.Tests.Monitoring.Metrics;

/// <summary>The fields of a small protobuf message, read by hand: not by the reader of the product. Integers, and bytes of less than 16 KiB.</summary>
internal sealed class ProtobufFields
{
    private readonly Dictionary<int, byte[]> bytes = [];
    private readonly Dictionary<int, long> numbers = [];

    public ProtobufFields(byte[] message)
    {
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message, ref at);
            var value = Varint(message, ref at);
            switch (tag & 7)
            {
                case 0:
                    numbers[(int)(tag >> 3)] = value;
                    break;
                case 2:
                    bytes[(int)(tag >> 3)] = message[at..(at += (int)value)];
                    break;
                default:
                    throw new InvalidDataException($"wire type {tag & 7}");
            }
        }
    }

    public IEnumerable<int> Known => bytes.Keys.Concat(numbers.Keys).Order();

    public long Number(int field) => numbers[field];

    public string Text(int field) => Encoding.UTF8.GetString(bytes[field]);

    public ProtobufFields Message(int field) => new(bytes[field]);

    private static long Varint(byte[] message, ref int at)
    {
        var (value, shift) = (0L, 0);
        do
        {
            value |= (long)(message[at] & 0x7F) << shift;
            shift += 7;
        }
        while (message[at++] >= 0x80);

        return value;
    }
}
