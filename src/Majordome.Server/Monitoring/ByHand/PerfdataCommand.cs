using System.CommandLine;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Majordome.Protocols.Plugins;
using Majordome.Server.Platform.Start;

namespace Majordome.Server.Monitoring.ByHand;

/// <summary>
/// <c>perfdata</c>: reads outputs of plugins on standard input, one a line, and writes each as one line of JSON (<see cref="PluginOutputJson"/>) at
/// once. A line of more than 1 MiB is read up to there, and says so (<c>line-too-long</c>). Bytes that are no UTF-8 are read as U+FFFD.
/// </summary>
public static class PerfdataCommand
{
    private const int LongestLine = 1024 * 1024;

    private static readonly JsonWriterOptions AsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The command, for the program's command line.</summary>
    public static Command Create() => Create(static () => Console.OpenStandardInput(), static () => Console.OpenStandardOutput());

    /// <summary>The command on streams of one's own.</summary>
    public static Command Create(Func<Stream> input, Func<Stream> output)
    {
        var command = new Command("perfdata", "Lit des sorties de greffons et les écrit en JSON / reads plugin output, writes JSON")
        {
            CommandLanguage.Option(),
        };
        command.SetAction(async (_, cancel) =>
        {
            await using var read = input();
            await using var written = output();
            await TranslateAsync(read, written, cancel);
            return 0;
        });
        return command;
    }

    private static async Task TranslateAsync(Stream input, Stream output, CancellationToken cancel)
    {
        using var reader = new StreamReader(input, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), detectEncodingFromByteOrderMarks: false, 65536);
        var (line, buffer, cut, any) = (new StringBuilder(), new char[16384], false, false);
        while (await reader.ReadAsync(buffer.AsMemory(), cancel) is > 0 and var count)
        {
            var rest = buffer.AsMemory(0, count);
            for (var end = rest.Span.IndexOf('\n'); end >= 0; end = rest.Span.IndexOf('\n'))
            {
                cut |= Append(line, rest.Span[..end]);
                await WriteAsync(output, line, cut, cancel);
                rest = rest[(end + 1)..];
                (cut, any) = (false, false);
            }

            cut |= Append(line, rest.Span);
            any |= !rest.IsEmpty;
        }

        if (any)
        {
            await WriteAsync(output, line, cut, cancel);
        }
    }

    /// <summary>Keeps what there is room for; whether something was left out.</summary>
    private static bool Append(StringBuilder line, ReadOnlySpan<char> text)
    {
        var room = Math.Min(text.Length, LongestLine - line.Length);
        line.Append(text[..room]);
        return room < text.Length;
    }

    private static async Task WriteAsync(Stream output, StringBuilder line, bool isCut, CancellationToken cancel)
    {
        var read = PluginOutput.Read(line.ToString());
        if (isCut)
        {
            read = read with { Faults = read.Faults.Add(new PluginFault("line-too-long", LongestLine, "")) };
        }

        line.Clear();
        using var bytes = new MemoryStream();
        await using (var json = new Utf8JsonWriter(bytes, AsWritten))
        {
            PluginOutputJson.Write(json, read);
        }

        bytes.WriteByte((byte)'\n');
        await output.WriteAsync(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), cancel);
        await output.FlushAsync(cancel);
    }
}
