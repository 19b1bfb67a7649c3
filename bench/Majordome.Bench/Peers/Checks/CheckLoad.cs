using System.Globalization;

namespace Majordome.Bench.Peers.Checks;

/// <summary>So many checks, each once a minute: half of them TCP, half HTTP, every one of an address of its own.</summary>
/// <param name="Count">How many; even.</param>
/// <param name="Port">Where the target listens.</param>
public sealed record CheckLoad(int Count, int Port)
{
    /// <summary>The address of a check, within 127.1.0.0/16 and beyond.</summary>
    public static string Address(int check) => string.Create(CultureInfo.InvariantCulture, $"127.{1 + (check >> 16)}.{(check >> 8) & 0xFF}.{check & 0xFF}");

    /// <summary>Whether a check is one of HTTP.</summary>
    public static bool IsHttp(int check) => check % 2 == 1;

    /// <summary>All of them: address and kind.</summary>
    public IEnumerable<(string Address, bool IsHttp)> Checks => Enumerable.Range(0, Count).Select(check => (Address(check), IsHttp(check)));
}
