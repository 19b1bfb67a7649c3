namespace Majordome.Domain.Contracts;

/// <summary>An amount of a currency.</summary>
/// <param name="Currency">Its ISO 4217 code, three capital letters.</param>
public sealed record Money(decimal Amount, string Currency)
{
    /// <summary>
    /// How many decimals the currency's smallest unit has (ISO 4217, 'minor unit'): two, but for the francs of the
    /// Pacific and of Africa and a few others.
    /// </summary>
    public static int Decimals(string currency) => currency switch
    {
        "XPF" or "XAF" or "XOF" or "KMF" or "DJF" or "GNF" or "RWF" or "BIF" or "VUV" or "JPY" or "KRW" or "VND" or "CLP" or "PYG" or "UGX" or "ISK" => 0,
        "TND" or "BHD" or "IQD" or "JOD" or "KWD" or "LYD" or "OMR" => 3,
        _ => 2,
    };

    /// <summary>Rounded to the smallest unit, half away from zero: half up for what is owed.</summary>
    public Money Rounded() => this with { Amount = decimal.Round(Amount, Decimals(Currency), MidpointRounding.AwayFromZero) };
}
