namespace Majordome.Probe.Snmp.Inventory;

/// <summary>From the number on the wire to the value in its unit.</summary>
internal static class Reading
{
    /// <summary>
    /// Multiplies; for tenths, hundredths… divides instead, so that 2307 tenths are 230.7 and not 230.70000000000002.
    /// </summary>
    public static double Scaled(double value, double scale) => scale is > 0 and < 1 && 1 / scale is var divisor ? value / Math.Round(divisor, 9) : value * scale;

    /// <summary>Milliwatts as dBm.</summary>
    public static double Decibels(double milliwatts) => 10 * Math.Log10(milliwatts);
}
