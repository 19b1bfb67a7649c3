using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Majordome.Server.Monitoring.Intake;
using Majordome.Server.Monitoring.Metrics;

namespace Majordome.Server.Tests.Monitoring.Metrics;

/// <summary>What a sender by OTLP is answered that sends what it should not, over a real connection.</summary>
public sealed class OtlpRefusalTests
{
    private const int GiB = 1024 * 1024 * 1024;

    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_refusal_is_a_status_in_the_encoding_of_the_request_and_names_what_is_wrong_with_the_data()
    {
        await using var watched = await Watched.StartAsync(onPort: true);
        var token = await TokenAsync(watched);

        var protobuf = await PostAsync(watched, token, [0x0A, 0x7F]);
        (protobuf.Status, protobuf.Type).ShouldBe((HttpStatusCode.BadRequest, "application/x-protobuf"));
        var status = new ProtobufFields(protobuf.Body);
        status.Text(2).ShouldStartWith("The body cannot be read: protobuf-truncated");
        var detail = status.Message(3);
        detail.Text(1).ShouldBe("type.googleapis.com/google.rpc.BadRequest");
        var violation = detail.Message(2).Message(1);
        (violation.Text(1), violation.Text(2)).ShouldBe(("body", status.Text(2)));

        var json = await PostAsync(watched, token, "{"u8.ToArray(), type: "application/json");
        (json.Status, json.Type).ShouldBe((HttpStatusCode.BadRequest, "application/json"));
        var read = JsonDocument.Parse(json.Body).RootElement;
        read.GetProperty("message").GetString()!.ShouldStartWith("The body cannot be read: json-malformed");
        read.GetProperty("details")[0].GetProperty("fieldViolations")[0].GetProperty("field").GetString().ShouldBe("body");

        (await PostAsync(watched, token, [], encoding: "br")).ShouldSatisfyAllConditions(
            answer => answer.Status.ShouldBe(HttpStatusCode.UnsupportedMediaType), answer => new ProtobufFields(answer.Body).Known.ShouldBe([2]));
        var another = await PostAsync(watched, token, [], type: "text/plain");
        (another.Status, another.Type).ShouldBe((HttpStatusCode.UnsupportedMediaType, "application/problem+json"));
        (await watched.AllAsync<MetricBatchRow>()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_empty_request_is_a_success()
    {
        await using var watched = await Watched.StartAsync(onPort: true);
        var token = await TokenAsync(watched);
        (await PostAsync(watched, token, [])).ShouldSatisfyAllConditions(answer => answer.Status.ShouldBe(HttpStatusCode.OK), answer => answer.Body.ShouldBeEmpty());
        var json = await PostAsync(watched, token, "{}"u8.ToArray(), type: "application/json");
        (json.Status, json.Type, Encoding.UTF8.GetString(json.Body)).ShouldBe((HttpStatusCode.OK, "application/json", "{}"));
    }

    [Fact]
    public async Task A_bomb_and_a_body_beyond_what_is_read_are_too_large_and_the_server_goes_on()
    {
        await using var watched = await Watched.StartAsync(onPort: true);
        var token = await TokenAsync(watched);

        foreach (var bomb in new[] { Packed(GiB), [.. Packed(GiB), .. Packed(1)] })
        {
            bomb.Length.ShouldBeLessThan(2_000_000);
            var answer = await PostAsync(watched, token, bomb, encoding: "gzip");
            (answer.Status, answer.Type).ShouldBe((HttpStatusCode.RequestEntityTooLarge, "application/x-protobuf"));
            new ProtobufFields(answer.Body).Text(2).ShouldEndWith(": more than the 67108864 allowed.");
        }

        var beyond = await PostAsync(watched, token, new byte[17 * 1024 * 1024]);
        (beyond.Status, beyond.Type).ShouldBe((HttpStatusCode.RequestEntityTooLarge, "application/x-protobuf"));
        new ProtobufFields(beyond.Body).Text(2).ShouldBe("17825792 bytes: more than the 16777216 allowed.");
        (await PostAsync(watched, token, Packed(0), encoding: "gzip")).Status.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>The common bomb tells its length; one of several members tells that of the last.</summary>
    [Fact]
    public void A_bomb_is_unpacked_no_further_than_the_limit()
    {
        var honest = Packed(GiB);
        byte[] several = [.. honest, .. Packed(1)];
        var before = GC.GetAllocatedBytesForCurrentThread();
        GzipBody.Unpack(honest, 1_000_000).Refusals.ShouldHaveSingleItem().Rule.ShouldBe("body-too-large");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(100_000);

        before = GC.GetAllocatedBytesForCurrentThread();
        GzipBody.Unpack(several, 1_000_000).Refusals.ShouldHaveSingleItem().Rule.ShouldBe("body-too-large");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(4_000_000);
    }

    [Fact]
    public void What_is_packed_is_given_whole_and_what_is_broken_is_named()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 10_000).Select(i => $"{i};")));
        GzipBody.Unpack([.. Packed(text), .. Packed(text)], 1_000_000).Value.ToArray().ShouldBe([.. text, .. text]);
        GzipBody.Unpack(Packed([]), 10).Value.Length.ShouldBe(0);
        GzipBody.Unpack([0x1F, 0x8B, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 0, 0, 0], 10_000).Refusals.ShouldHaveSingleItem().Rule.ShouldBe("body-malformed");
    }

    private static byte[] Packed(int zeros)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            var block = new byte[1024 * 1024];
            for (var left = zeros; left > 0; left -= block.Length)
            {
                gzip.Write(block.AsSpan(0, Math.Min(left, block.Length)));
            }
        }

        return packed.ToArray();
    }

    private static byte[] Packed(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(plain);
        }

        return packed.ToArray();
    }

    private static async Task<string> TokenAsync(Watched watched) =>
        (await watched.Server.RunAsync(Watched.Program, (AddSource c) => c.HandleAsync(watched.ClientId, new SourceForm("Programme"), Cancel))).Value.Token;

    private static async Task<ExportAnswer> PostAsync(Watched watched, string token, byte[] body, string type = "application/x-protobuf", string? encoding = null)
    {
        using var http = watched.Server.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/metrics") { Content = new ByteArrayContent(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.ExpectContinue = true; // who is refused for its length has sent nothing
        request.Content.Headers.ContentType = new(type);
        if (encoding is not null)
        {
            request.Content.Headers.ContentEncoding.Add(encoding);
        }

        using var answer = await http.SendAsync(request, Cancel);
        return new(answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, null, await answer.Content.ReadAsByteArrayAsync(Cancel));
    }
}
