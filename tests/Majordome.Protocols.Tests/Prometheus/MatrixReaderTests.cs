using System.Text;
using Majordome.Protocols.Prometheus;

namespace Majordome.Protocols.Tests.Prometheus;

public sealed class MatrixReaderTests
{
    internal const string Answer = """
        {"status":"success","isPartial":false,"data":{"resultType":"matrix","result":[
          {"metric":{"__name__":"up","path":"a\"b\\c é"},"values":[[1764000000,"1"],[1764000000.001,"-0"],[1.764000015e9,"NaN"],[1764000030,"+Inf"]],"group":1},
          {"metric":{"__name__":"empty"},"values":[]},
          {"metric":{},"values":[[0,"1.7976931348623157e+308"],[0.5,"0.1"]]}]},
         "stats":{"values":[[1,"2"]]}}
        """;

    [Fact]
    public void An_answer_is_read_the_same_in_whatever_pieces_it_comes()
    {
        var bytes = Encoding.UTF8.GetBytes(Answer);
        for (var piece = 1; piece < 200; piece += 7)
        {
            var reader = Read(bytes, piece);
            reader.Fault.ShouldBeNull();
            reader.Series.Count.ShouldBe(3);
            reader.Series[0].Labels.ShouldBe([new("__name__", "up"), new("path", "a\"b\\c é")]);
            reader.Series[0].Instants.ShouldBe([1764000000000, 1764000000001, 1764000015000, 1764000030000]);
            reader.Series[0].Values.Select(BitConverter.DoubleToInt64Bits)
                .ShouldBe(new[] { 1, -0.0, double.NaN, double.PositiveInfinity }.Select(BitConverter.DoubleToInt64Bits));
            reader.Series[1].Values.ShouldBeEmpty();
            reader.Series[2].Values.ShouldBe([double.MaxValue, 0.1]);
        }
    }

    [Theory]
    [InlineData("", "answer-not-json")]
    [InlineData("<html>", "answer-not-json")]
    [InlineData("""{"status":"success","data":{"resultType":"matrix","result":[{""", "answer-not-json")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[]}}""", "answer-not-a-matrix")]
    [InlineData("[]", "answer-not-a-matrix")]
    [InlineData("""{"data":{"resultType":"matrix","result":[{"values":[["1","1"]]}]}}""", "answer-value")]
    [InlineData("""{"data":{"resultType":"matrix","result":[{"values":[[1,"one"]]}]}}""", "answer-value")]
    [InlineData("""{"data":{"resultType":"matrix","result":[{"values":[[1e300,"1"]]}]}}""", "answer-instant")]
    [InlineData("""{"data":{"resultType":"matrix","result":[{"values":[[1,"1"],[2,"1"],[3,"1"],[4,"1"],[5,"1"]]}]}}""", "answer-too-large")]
    [InlineData("""{"data":{"resultType":"matrix","result":[{"metric":{"a":"\ud800"}}]}}""", "answer-not-json")]
    public void What_is_no_such_answer_is_named(string answer, string rule)
    {
        var reader = new MatrixReader(4);
        reader.Read(Encoding.UTF8.GetBytes(answer), isLast: true);
        reader.Fault.ShouldNotBeNull().Rule.ShouldBe(rule);
    }

    [Fact]
    public void What_the_peer_says_went_wrong_is_told()
    {
        var reader = Read("""{"status":"error","errorType":"bad_data","error":"parse error"}"""u8.ToArray(), 5);
        (reader.Fault, reader.Error).ShouldBe((null, "parse error"));
    }

    private static MatrixReader Read(byte[] bytes, int piece)
    {
        var reader = new MatrixReader(100);
        var (start, end) = (0, 0);
        while (end < bytes.Length)
        {
            end = Math.Min(bytes.Length, end + piece);
            start += reader.Read(bytes.AsSpan(start..end), end == bytes.Length);
        }

        return reader;
    }
}
