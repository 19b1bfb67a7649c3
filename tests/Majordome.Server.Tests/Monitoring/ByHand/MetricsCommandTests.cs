using System.CommandLine;
using System.Globalization;
using System.Text;
using Majordome.Server.Monitoring.ByHand;

namespace Majordome.Server.Tests.Monitoring.ByHand;

public sealed class MetricsCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("majordome-metrics-").FullName;

    public MetricsCommandTests() => CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en-GB");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("a,2026-01-01T00:00:00Z,1\na,2026-01-01T00:00:15Z,2\n")]
    [InlineData("series,instant,value\na,1764000000,1\na,1764000015,2\n")]
    [InlineData("a,1764000000.25,1\na,1764000015,2\na,1764000016.5,2\n")]
    [InlineData("a,1764000000123,1\nb,1764000000123456,2\nc,-1.500000,3\n")]
    [InlineData("a,2026-01-01 00:00:00.250+00:00,1\na,2026-01-01T00:00:01.5Z,2\n")]
    [InlineData("a,1969-12-31T23:59:59.750Z,1\n\"b, \"\"c\"\"\nd\",0,2\n,0,1\n")]
    [InlineData("é,1,NaN\né,2,NaN:7ff8000000000001\né,3,NaN:7ff0000000000002\né,4,+Inf\né,5,-Inf\né,6,-0\né,7,1E-07\né,8,5E-324\né,9,1.7976931348623157E+308\n")]
    public void What_was_packed_comes_back_as_it_was(string csv) => Unpack(Pack(csv)).ShouldBe(csv);

    [Fact]
    public void Series_come_back_in_the_order_of_their_first_line_and_samples_in_that_of_time() =>
        Unpack(Pack("b,20,2\na,10,1\nb,10,3\r\na,5,4\n")).ShouldBe("b,10,3\nb,20,2\na,5,4\na,10,1\n");

    [Fact]
    public void The_later_of_two_lines_for_one_instant_wins_and_that_is_told()
    {
        var run = Run("pack", Write("a,1,2\na,1.0,3\na,2,1\na,2,5\n"), "--output", Path.Combine(folder, "p"));
        run.Error.ShouldStartWith("samples replaced by a later line of the same series and instant: 2, the first on line 2\n");
        Unpack(Path.Combine(folder, "p")).ShouldBe("a,1.0,3\na,2,5\n");
    }

    [Fact]
    public void Bytes_per_sample_are_told()
    {
        var csv = string.Concat(Enumerable.Range(0, 1000).Select(i => $"up,{1764000000 + i * 15},1\n"));
        var run = Run("pack", Write(csv), "--output", Path.Combine(folder, "p"));
        var bytes = new FileInfo(Path.Combine(folder, "p")).Length;
        run.Error.ShouldBe($"samples: 1000, series: 1, bytes: {bytes}, bytes per sample: {(bytes / 1000.0).ToString("0.000", CultureInfo.InvariantCulture)}\n");
        bytes.ShouldBeLessThan(100);
    }

    [Fact]
    public void More_samples_than_one_block_takes_come_back()
    {
        var csv = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"s{i % 2},{1764000000 + i},{i * 7919 % 10007}\n").Order(StringComparer.Ordinal));
        Unpack(Pack(csv)).ShouldBe(csv);
    }

    [Fact]
    public void Any_samples_come_back_to_the_bit()
    {
        for (var seed = 0; seed < 150; seed++)
        {
            var random = new Random(seed);
            var heading = random.Next(2) == 0 ? "" : "series,instant,value\n";
            var csv = heading + string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(i => Series(random, i)));
            Unpack(Pack(csv)).ShouldBe(csv, $"seed {seed}");
        }
    }

    [Theory]
    [InlineData("a,1\n", "line 1: three fields are needed, series,instant,value; there are 2")]
    [InlineData("a,1,2\n\n\"b\nc\",1,2,3\n", "line 3: three fields are needed, series,instant,value; there are 4")]
    [InlineData("a,1,2\n\"b\nc\",1,2\na,x,2\n", "line 4, field instant: “x” is no instant (2026-11-25T12:00:00.250Z, or a number of seconds, milliseconds or microseconds since 1970)")]
    [InlineData("a,2026-02-30T00:00:00Z,2\n", "line 1, field instant: “2026-02-30T00:00:00Z” is no instant (2026-11-25T12:00:00.250Z, or a number of seconds, milliseconds or microseconds since 1970)")]
    [InlineData("a,2026-01-01T00:00:00+02:00,2\n", "line 1, field instant: “2026-01-01T00:00:00+02:00” is not in UTC: Z or +00:00 must stand at the end")]
    [InlineData("a,1764000000.1234567,2\n", "line 1, field instant: “1764000000.1234567” is finer than a microsecond")]
    [InlineData("a,100000000000000000,2\n", "line 1, field instant: “100000000000000000” is too far from 1970")]
    [InlineData("a,1,1 000\n", "line 1, field value: “1 000” is no value (1.5, 1e-7, NaN, +Inf, -Inf, NaN:7ff8000000000001)")]
    [InlineData("a,1,NaN:3ff0000000000000\n", "line 1, field value: “NaN:3ff0000000000000” is no value (1.5, 1e-7, NaN, +Inf, -Inf, NaN:7ff8000000000001)")]
    [InlineData("a,1,1e999\n", "line 1, field value: “1e999” is beyond the greatest double")]
    [InlineData("a,1,2\n\"a,1,2\n", "line 2: a quotation mark is not closed (fields read before it: “”)")]
    [InlineData("a\"b,1,2\n", "line 1: a quotation mark is misplaced; a field that holds one stands in quotation marks, and its own are doubled (fields read: “a”)")]
    [InlineData("", "The file is empty.")]
    public void What_is_refused_is_told_by_line_and_field_and_nothing_is_written(string csv, string expected)
    {
        var output = Path.Combine(folder, "refused");
        Run("pack", Write(csv), "--output", output).ShouldBe(new MetricsRun(2, "", expected + "\n"));
        Directory.GetFiles(folder, "refused*").ShouldBeEmpty();
    }

    [Fact]
    public void A_text_that_is_no_utf8_is_refused()
    {
        var file = Path.Combine(folder, "latin1");
        File.WriteAllBytes(file, Encoding.Latin1.GetBytes("é,1,2\n"));
        Run("pack", file).ShouldBe(new MetricsRun(2, "", "this is no UTF-8 text: byte 0\n"));
    }

    [Fact]
    public void Files_that_are_not_there_or_cannot_be_written_are_told()
    {
        Run("unpack", "/nowhere/at-all").ShouldBe(new MetricsRun(2, "", "file not found: /nowhere/at-all\n"));
        Run("pack", Write("a,1,2\n"), "--output", "/nowhere/at-all").Error.ShouldStartWith("file cannot be written: /nowhere/at-all (");
    }

    [Fact]
    public void A_damaged_file_is_refused_wherever_it_is_damaged()
    {
        var packed = Pack(string.Concat(Enumerable.Range(0, 200).Select(i => $"s{i % 5},{i},{i * 37 % 11}\n")));
        var bytes = File.ReadAllBytes(packed);
        for (var at = 0; at < bytes.Length; at += 3)
        {
            bytes[at] ^= 0x40;
            File.WriteAllBytes(packed, bytes);
            var run = Run("unpack", packed);
            (run.ExitCode, run.Output).ShouldBe((2, ""), $"byte {at}");
            bytes[at] ^= 0x40;
        }

        File.WriteAllBytes(packed, bytes[..^1]);
        Run("unpack", packed).Error.ShouldBe("the file is damaged or incomplete\n");
    }

    [Fact]
    public void Messages_are_in_French_first()
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("fr-FR");
        Run("pack", Write("a,1\n")).Error.ShouldBe("ligne 1\u00A0: il faut trois champs, series,instant,value\u00A0; il y en a 2\n");
    }

    private static string Series(Random random, int number)
    {
        var (text, form, instant) = (new StringBuilder(), random.Next(4), random.NextInt64(1_600_000_000_000_000, 1_800_000_000_000_000) / 1_000_000 * 1_000_000);
        for (var left = random.Next(1, 60); left > 0; left--)
        {
            instant += form == 3 ? random.Next(1, 5_000_000) : random.Next(1, 50) * 1_000_000L;
            var at = form switch
            {
                0 => (DateTime.UnixEpoch + TimeSpan.FromMicroseconds(instant)).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
                1 => $"{instant / 1_000_000}",
                2 => $"{instant / 1000}",
                _ => $"{instant / 1_000_000}.{instant % 1_000_000:000000}",
            };
            text.Append(CultureInfo.InvariantCulture, $"\"s,{number}\",{at},{Value(random)}\n");
        }

        return text.ToString();
    }

    private static string Value(Random random)
    {
        var bits = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
        return random.Next(6) switch
        {
            0 => bits.ToString("R", CultureInfo.InvariantCulture).Replace("Infinity", "+Inf", StringComparison.Ordinal),
            1 => (random.Next(1000) / 10.0).ToString("R", CultureInfo.InvariantCulture),
            2 => $"NaN:7ff{random.NextInt64(1, 1L << 52):x13}",
            3 => "-0",
            _ => $"{random.Next(100)}",
        };
    }

    private string Write(string csv)
    {
        var file = Path.Combine(folder, "series.csv");
        File.WriteAllText(file, csv);
        return file;
    }

    private string Pack(string csv)
    {
        var packed = Path.Combine(folder, "packed");
        Run("pack", Write(csv), "--output", packed).ExitCode.ShouldBe(0);
        return packed;
    }

    private static string Unpack(string packed)
    {
        var run = Run("unpack", packed);
        run.Error.ShouldBe("");
        return run.Output;
    }

    private static MetricsRun Run(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = MetricsCommand.Create().Parse(arguments).Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        return new MetricsRun(code, output.ToString(), error.ToString());
    }

    private sealed record MetricsRun(int ExitCode, string Output, string Error);
}
