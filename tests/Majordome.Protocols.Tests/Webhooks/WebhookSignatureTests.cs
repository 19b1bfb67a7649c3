using System.Diagnostics;
using System.Text;
using Majordome.Domain;
using Majordome.Protocols.Webhooks;
using NodaTime;

namespace Majordome.Protocols.Tests.Webhooks;

public class WebhookSignatureTests
{
    // The example that the libraries of the specification share.
    private const string KnownKey = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string KnownId = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const string KnownSignature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    private static readonly Instant KnownTime = Instant.FromUnixTimeSeconds(1614265330);
    private static readonly byte[] KnownBody = "{\"test\": 2432232314}"u8.ToArray();

    private static WebhookKey Key(string text = KnownKey) => WebhookKey.Parse(text).Value;

    private static WebhookHeaders Signed(byte[] body, params WebhookKey[] keys) =>
        WebhookSignature.Sign([.. keys], KnownId, KnownTime, body).Value;

    private static Result<Done> Verify(WebhookHeaders headers, byte[] body, Duration later = default, params WebhookKey[] keys) =>
        WebhookSignature.Verify(keys.Length == 0 ? [Key()] : [.. keys], headers, body, KnownTime + later, WebhookSignature.DefaultTolerance);

    private static string RuleOf(Result<Done> result) => result.Refusals.ShouldHaveSingleItem().Rule;

    [Fact]
    public void The_specifications_example_is_signed_alike() =>
        Signed(KnownBody, Key()).ShouldBe(new WebhookHeaders(KnownId, "1614265330", KnownSignature));

    [Fact]
    public void Openssl_signs_alike()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/openssl"), "openssl is not installed (Debian package openssl)");
        var key = WebhookKey.Generate();
        var body = Encoding.UTF8.GetBytes("{\"événement\":\"incident ouvert\"}");
        var start = new ProcessStartInfo("/usr/bin/openssl")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            ArgumentList =
            {
                "dgst", "-sha256", "-binary", "-mac", "HMAC", "-macopt",
                "hexkey:" + Convert.ToHexString(Convert.FromBase64String(key.Reveal()["whsec_".Length..])),
            },
        };
        using var openssl = Process.Start(start)!;
        openssl.StandardInput.BaseStream.Write([.. Encoding.ASCII.GetBytes($"{KnownId}.1614265330."), .. body]);
        openssl.StandardInput.Close();
        using var mac = new MemoryStream();
        openssl.StandardOutput.BaseStream.CopyTo(mac);
        openssl.WaitForExit();

        Signed(body, key).Signature.ShouldBe("v1," + Convert.ToBase64String(mac.ToArray()));
    }

    [Fact]
    public void What_was_signed_verifies() => Verify(Signed(KnownBody, Key()), KnownBody).IsAccepted.ShouldBeTrue();

    [Fact]
    public void A_changed_body_is_refused() =>
        RuleOf(Verify(Signed(KnownBody, Key()), "{\"test\": 2432232315}"u8.ToArray())).ShouldBe("webhook-signature-wrong");

    [Fact]
    public void A_changed_id_is_refused() =>
        RuleOf(Verify(Signed(KnownBody, Key()) with { Id = "msg_other" }, KnownBody)).ShouldBe("webhook-signature-wrong");

    [Fact]
    public void A_changed_time_is_refused() =>
        RuleOf(Verify(Signed(KnownBody, Key()) with { Timestamp = "1614265331" }, KnownBody)).ShouldBe("webhook-signature-wrong");

    [Fact]
    public void Another_key_is_refused() =>
        RuleOf(Verify(Signed(KnownBody, WebhookKey.Generate()), KnownBody)).ShouldBe("webhook-signature-wrong");

    [Fact]
    public void While_a_key_is_replaced_the_old_and_the_new_verify()
    {
        var (old, next) = (WebhookKey.Generate(), WebhookKey.Generate());
        var headers = Signed(KnownBody, next, old);
        Verify(headers, KnownBody, default, old).IsAccepted.ShouldBeTrue();
        Verify(headers, KnownBody, default, next).IsAccepted.ShouldBeTrue();
        Verify(headers, KnownBody, default, Key(), next).IsAccepted.ShouldBeTrue();
    }

    [Theory]
    [InlineData(300, null)]
    [InlineData(301, "webhook-too-old")]
    [InlineData(-300, null)]
    [InlineData(-301, "webhook-too-new")]
    public void A_time_beyond_the_tolerance_is_refused(int secondsLater, string? rule)
    {
        var result = Verify(Signed(KnownBody, Key()), KnownBody, Duration.FromSeconds(secondsLater));
        result.Refusals.Select(refusal => refusal.Rule).SingleOrDefault().ShouldBe(rule);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1614265330")]
    [InlineData(" 1614265330")]
    [InlineData("1614265330.0")]
    [InlineData("999999999999")]
    [InlineData("١٦١٤٢٦٥٣٣٠")]
    public void A_time_that_is_no_count_of_seconds_is_refused(string timestamp) =>
        RuleOf(Verify(Signed(KnownBody, Key()) with { Timestamp = timestamp }, KnownBody)).ShouldBe("webhook-time-malformed");

    [Theory]
    [InlineData("v1,")]
    [InlineData("v1,AAAA")]
    [InlineData("v1,%%%%")]
    [InlineData("v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("   ")]
    public void What_is_no_signature_of_version_1_is_refused(string signature) =>
        RuleOf(Verify(Signed(KnownBody, Key()) with { Signature = signature }, KnownBody)).ShouldBe("webhook-signature-wrong");

    [Fact]
    public void Other_versions_beside_a_good_signature_are_passed_over() =>
        Verify(Signed(KnownBody, Key()) with { Signature = $"v1a,abc v2,def {KnownSignature}" }, KnownBody).IsAccepted.ShouldBeTrue();

    [Fact]
    public void A_flood_of_signatures_is_not_looked_at() =>
        RuleOf(Verify(Signed(KnownBody, Key()) with { Signature = string.Join(' ', Enumerable.Repeat(KnownSignature, 1000)) }, KnownBody))
            .ShouldBe("webhook-signature-malformed");

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("a b")]
    [InlineData("a\r\nx: y")]
    [InlineData("é")]
    public void An_id_that_could_be_read_two_ways_is_refused(string id) =>
        WebhookSignature.Sign([Key()], id, KnownTime, KnownBody).Refusals.ShouldHaveSingleItem().Rule.ShouldBe("webhook-id-invalid");
}

public class WebhookKeyTests
{
    [Fact]
    public void A_generated_key_reads_back()
    {
        var key = WebhookKey.Generate();
        WebhookKey.Parse(key.Reveal()).Value.Reveal().ShouldBe(key.Reveal());
        key.Reveal().ShouldNotBe(WebhookKey.Generate().Reveal());
    }

    [Fact]
    public void A_key_is_not_printed_by_accident() => $"{WebhookKey.Generate()}".ShouldBe("whsec_…");

    [Theory]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "webhook-key-without-prefix")]
    [InlineData("whsec_", "webhook-key-length")]
    [InlineData("whsec_AAAA", "webhook-key-length")]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS", "webhook-key-not-base64")]
    [InlineData("whsec_ MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "webhook-key-not-base64")]
    [InlineData("whsec_é", "webhook-key-not-base64")]
    public void What_is_no_key_is_refused(string text, string rule) =>
        WebhookKey.Parse(text, "secret").Refusals.ShouldHaveSingleItem().Rule.ShouldBe(rule);

    [Theory]
    [InlineData(23, false)]
    [InlineData(24, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void A_key_has_24_to_64_octets(int octets, bool isKey) =>
        WebhookKey.Parse("whsec_" + Convert.ToBase64String(new byte[octets])).IsAccepted.ShouldBe(isKey);
}
