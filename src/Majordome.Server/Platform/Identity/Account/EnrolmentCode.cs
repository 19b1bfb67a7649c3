using System.Text;
using QRCoder;

namespace Majordome.Server.Platform.Identity.Account;

/// <summary>The key of an authenticator application, as a picture and as text.</summary>
public static class EnrolmentCode
{
    /// <summary>The address applications read (the «Key URI» format they share): <c>otpauth://totp/Majordome:nadia@…?secret=…</c>.</summary>
    public static string Address(string issuer, string email, string key) =>
        $"otpauth://totp/{Uri.EscapeDataString(issuer)}:{Uri.EscapeDataString(email)}?secret={key}&issuer={Uri.EscapeDataString(issuer)}&digits=6&period=30";

    /// <summary>The address as a QR code, in a <c>data:</c> URL of an SVG; black on white in both themes, as cameras want it.</summary>
    public static string Picture(string address)
    {
        using var data = QRCodeGenerator.GenerateQrCode(address, QRCodeGenerator.ECCLevel.M);
        using var code = new SvgQRCode(data);
        var svg = code.GetGraphic(6, "#000000", "#ffffff", drawQuietZones: true, SvgQRCode.SizingMode.ViewBoxAttribute);
        return "data:image/svg+xml;base64," + Convert.ToBase64String(Encoding.UTF8.GetBytes(svg));
    }

    /// <summary>The key in groups of four, to be typed: <c>JBSW Y3DP …</c></summary>
    public static string Grouped(string key) => string.Join(' ', key.Chunk(4).Select(c => new string(c)));
}
