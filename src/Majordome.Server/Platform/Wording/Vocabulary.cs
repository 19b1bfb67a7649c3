namespace Majordome.Server.Platform.Wording;

/// <summary>The words of dates, durations and units in one language. Days start on Monday, months in January.</summary>
internal sealed record Vocabulary(
    string[] Days, string[] ShortDays, string[] Months, string[] ShortMonths,
    string Today, string Yesterday, string Day, string LessThanOneMinute, string[] Bytes)
{
    public static Vocabulary French { get; } = new(
        ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
        ["lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."],
        ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"],
        ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."],
        "aujourd’hui", "hier", "j", "moins d’1\u00A0min", ["o", "ko", "Mo", "Go", "To", "Po"]);

    public static Vocabulary English { get; } = new(
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
        ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
        "today", "yesterday", "d", "under 1\u00A0min", ["B", "kB", "MB", "GB", "TB", "PB"]);
}
