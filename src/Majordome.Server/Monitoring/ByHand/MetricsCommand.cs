using System.CommandLine;
using System.Globalization;
using System.Text;
using Majordome.Domain;
using Majordome.Protocols.Samples;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Start;

namespace Majordome.Server.Monitoring.ByHand;

/// <summary>
/// <c>metrics pack FILE</c> and <c>metrics unpack FILE</c>: series as CSV (<c>series,instant,value</c>) ↔ the compressed blocks in which the server
/// keeps them. <c>-</c> is standard input; the result goes to standard output or to <c>--output</c>. Exit codes: 0; 2 when a file cannot be read or
/// written, or is refused: then nothing was written.
/// </summary>
public static class MetricsCommand
{
    private const int BadFile = 2;
    private const string Standard = "-";

    /// <summary>A file in its other form, and what is told of it once it is written.</summary>
    private sealed record Converted(byte[] Bytes, string Told);

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The command, for the program's command line.</summary>
    public static Command Create() => new("metrics", "Séries en CSV et blocs compressés (series as CSV and as compressed blocks)")
    {
        CommandLanguage.Option(),
        Make("pack", "CSV → blocs ; octets par échantillon sur la sortie d’erreur (CSV → blocks; bytes per sample on standard error)", Pack),
        Make("unpack", "Blocs → CSV, au bit près (blocks → CSV, to the very bit)", Unpack),
    };

    private static Command Make(string name, string description, Func<byte[], TextWriter, Sentences, Converted?> convert)
    {
        var file = new Argument<string>("FILE") { Description = "Fichier, ou - pour l’entrée standard (file, or - for standard input)" };
        var output = new Option<string?>("--output", "-o") { Description = "Fichier à écrire au lieu de la sortie standard (file to write)" };
        var command = new Command(name, description) { file, output };
        command.SetAction((call, cancel) => RunAsync(call, call.GetRequiredValue(file), call.GetValue(output), convert, cancel));
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult call, string file, string? output, Func<byte[], TextWriter, Sentences, Converted?> convert, CancellationToken cancel)
    {
        var (error, sentences) = (call.InvocationConfiguration.Error, new Sentences());
        try
        {
            if (convert(await ReadAsync(file, cancel), error, sentences) is not { } result)
            {
                return BadFile;
            }

            if (await WriteAsync(call, output, result.Bytes, cancel) is { } refusal)
            {
                return Refuse(refusal);
            }

            await error.WriteAsync(result.Told.AsMemory(), cancel);
            return 0;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return Refuse(Refusal.Of("", "metrics-file-not-found", file));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Refuse(Refusal.Of("", "metrics-file-unreadable", file, fault.Message));
        }

        int Refuse(Refusal refusal)
        {
            error.WriteLine(sentences.Tell(refusal));
            return BadFile;
        }
    }

    private static Converted? Pack(byte[] bytes, TextWriter error, Sentences sentences)
    {
        if (!TryDecode(bytes, out var text, out var at))
        {
            error.WriteLine(sentences.Tell("csv-not-utf8", at));
            return null;
        }

        if (!SampleTableReader.Read(text).TryGet(out var table, out var refused))
        {
            foreach (var refusal in refused)
            {
                error.WriteLine(Line(refusal, sentences));
            }

            return null;
        }

        var packed = PackedSamples.Write(table);
        var each = ((double)packed.Length / table.Samples).ToString("0.000", CultureInfo.InvariantCulture);
        var replaced = table.Replaced > 0 ? sentences.Tell("metrics-replaced", table.Replaced, table.FirstReplaced) + '\n' : "";
        return new Converted(packed, replaced + sentences.Tell("metrics-packed", table.Samples, table.Series.Count, packed.Length, each) + '\n');
    }

    private static Converted? Unpack(byte[] bytes, TextWriter error, Sentences sentences)
    {
        if (!PackedSamples.TryRead(bytes, out var table, out var rule))
        {
            error.WriteLine(sentences.Tell(rule!));
            return null;
        }

        var text = new MemoryStream();
        using (var writer = new StreamWriter(text, Strict, leaveOpen: true))
        {
            SampleTableWriter.Write(table!, writer);
        }

        return new Converted(text.ToArray(), "");
    }

    /// <summary>A refusal of CSV as one line: where, and why.</summary>
    private static string Line(Refusal refusal, Sentences sentences)
    {
        var why = sentences.Tell(refusal);
        return refusal.Path.Split('[', ']') switch
        {
            [_, var line, ['.', .. var field]] => sentences.Tell("metrics-refused-field", line, field, why),
            [_, var line, _] => sentences.Tell("metrics-refused-line", line, why),
            _ => why,
        };
    }

    private static bool TryDecode(byte[] bytes, out string text, out int at)
    {
        (text, at) = ("", 0);
        var content = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(Encoding.UTF8.Preamble.Length) : bytes;
        try
        {
            text = Strict.GetString(content);
            return true;
        }
        catch (DecoderFallbackException fault)
        {
            at = fault.Index + bytes.Length - content.Length;
            return false;
        }
    }

    private static async Task<byte[]> ReadAsync(string file, CancellationToken cancel)
    {
        if (!string.Equals(file, Standard, StringComparison.Ordinal))
        {
            return await File.ReadAllBytesAsync(file, cancel);
        }

        await using var input = Console.OpenStandardInput();
        await using var bytes = new MemoryStream();
        await input.CopyToAsync(bytes, cancel);
        return bytes.ToArray();
    }

    /// <summary>Writes the result; a file is there whole or not at all.</summary>
    private static async Task<Refusal?> WriteAsync(ParseResult call, string? output, byte[] result, CancellationToken cancel)
    {
        if (output is null)
        {
            await WriteToStandardAsync(call.InvocationConfiguration.Output, result, cancel);
            return null;
        }

        var draft = $"{output}.{Path.GetRandomFileName()}";
        try
        {
            await File.WriteAllBytesAsync(draft, result, cancel);
            File.Move(draft, output, overwrite: true);
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            if (File.Exists(draft))
            {
                File.Delete(draft);
            }

            return Refusal.Of("", "metrics-file-unwritable", output, fault.Message);
        }
    }

    private static async Task WriteToStandardAsync(TextWriter output, byte[] result, CancellationToken cancel)
    {
        if (!ReferenceEquals(output, Console.Out))
        {
            await output.WriteAsync(Encoding.UTF8.GetString(result).AsMemory(), cancel);
            return;
        }

        await using var stream = Console.OpenStandardOutput();
        await stream.WriteAsync(result, cancel);
    }
}
