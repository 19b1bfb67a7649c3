using System.Text.RegularExpressions;
using Majordome.Probe.Discovery;

namespace Majordome.Server.Monitoring.Checks;

/// <summary>
/// What the native checks say, for who reads French: probes speak one language, English, and what they said is kept as it came.
/// What a plugin says is its author's and is never touched; so is a phrase that is not in this list.
/// </summary>
public static partial class NativeWords
{
    private static readonly (Regex Said, string French)[] Phrases =
    [
        Phrase(@"\bconnection refused\b", "connexion refusée"),
        Phrase(@"\bconnection reset by the peer\b", "connexion coupée en face"),
        Phrase(@"\bconnection closed by the peer\b", "connexion fermée en face"),
        Phrase(@"\bconnection aborted\b", "connexion abandonnée"),
        Phrase(@"\bthe connection timed out\b", "connexion sans réponse"),
        Phrase(@"\bno such name\b", "nom inconnu"),
        Phrase(@"\bno such record\b", "pas d’enregistrement"),
        Phrase(@"\bno name server answers\b", "aucun serveur de noms ne répond"),
        Phrase(@"\bno route to the host\b", "aucun chemin vers la machine"),
        Phrase(@"\bno route to the network\b", "aucun chemin vers le réseau"),
        Phrase(@"\bthe host is down\b", "machine éteinte"),
        Phrase(@"\bno answer within (\S+) s\b", "aucune réponse en $1 s"),
        Phrase(@"\b(\S+) does not answer, (\d+) of (\d+) lost", "$1 ne répond pas, $2 perdus sur $3"),
        Phrase(@"\b(\S+) answers in (\S+) ms, (\S+) % lost", "$1 répond en $2 ms, $3 % perdus"),
        Phrase(@", ended after (\d+) of (\d+)$", ", arrêté après $1 sur $2"),
        Phrase(@"^no request could leave in time$", "aucun envoi n’a pu partir à temps"),
        Phrase(@"\bwhat answers does not speak (SSH 2|SMTP|DNS|PostgreSQL|IMAP|LDAP|NRPE|NUT)\b", "ce qui répond ne parle pas $1"),
        Phrase(@"\bno such object\b", "pas d’objet de ce nom"),
        Phrase(@"\bthe agent refuses, SNMP error (\d+)", "l’agent refuse, erreur SNMP $1"),
        Phrase(@"\ba counter, its rate comes with the next run\b", "compteur, son débit vient à la prochaine mesure"),
        Phrase(@"\bthe agent restarted, the rate comes with the next run\b", "l’agent a redémarré, le débit vient à la prochaine mesure"),
        Phrase(@"\ba counter without a rate in this run\b", "compteur sans débit pour cette mesure"),
        Phrase(@" each second\b", " par seconde"),
        Phrase(@"\bthe agent does not accept the user, its password or its level of security\b", "l’agent n’accepte pas l’utilisateur, son mot de passe ou son niveau de sécurité"),
        Phrase(@"\bthe agent goes in circles\b", "l’agent tourne en rond"),
        Phrase(@"\bthe agent has more objects than are kept\b", "l’agent a plus d’objets que ce qui est gardé"),
        Phrase(@"^(\d+) of (\d+) interfaces up\b", "interfaces en marche : $1 sur $2"),
        Phrase(@"^(\d+) of (\d+) (interfaces|volumes|conditions): ", "$3 en cause, $1 sur $2 : "),
        Phrase(@"^(\d+) of (\d+) sensors: ", "capteurs en cause, $1 sur $2 : "),
        Phrase(@"^(\d+) of (\d+) memories: ", "mémoires en cause, $1 sur $2 : "),
        Phrase(@"; (\d+) more\b", " ; $1 de plus"),
        Phrase(@", the busiest (.+?) with (\S+) % in\b", ", la plus occupée $1 avec $2 % en entrée"),
        Phrase(@", the busiest (.+?) with (\S+) % out\b", ", la plus occupée $1 avec $2 % en sortie"),
        Phrase(@"(\d) % in\b", "$1 % en entrée"),
        Phrase(@"(\d) % out\b", "$1 % en sortie"),
        Phrase(@"(\d) errors-in\b", "$1 erreurs en entrée"),
        Phrase(@"(\d) errors-out\b", "$1 erreurs en sortie"),
        Phrase(@"(\d) discards-in\b", "$1 abandons en entrée"),
        Phrase(@"(\d) discards-out\b", "$1 abandons en sortie"),
        Phrase(@"\bthe printer is low on paper\b", "le papier de l’imprimante baisse"),
        Phrase(@"\bthe printer has no paper\b", "l’imprimante n’a plus de papier"),
        Phrase(@"\bthe printer is low on toner\b", "le toner de l’imprimante baisse"),
        Phrase(@"\bthe printer has no toner\b", "l’imprimante n’a plus de toner"),
        Phrase(@"\ba door of the printer is open\b", "un capot de l’imprimante est ouvert"),
        Phrase(@"\bthe printer is jammed\b", "bourrage dans l’imprimante"),
        Phrase(@"\bthe printer is offline\b", "l’imprimante est hors ligne"),
        Phrase(@"\bthe printer asks for service\b", "l’imprimante demande un entretien"),
        Phrase(@"\ban output tray of the printer is missing\b", "un bac de sortie de l’imprimante manque"),
        Phrase(@"\ba tray of the printer is missing\b", "un bac de l’imprimante manque"),
        Phrase(@"\ba supply of the printer is missing\b", "un consommable de l’imprimante manque"),
        Phrase(@"\bthe output of the printer is nearly full\b", "la sortie de l’imprimante est presque pleine"),
        Phrase(@"\bthe output of the printer is full\b", "la sortie de l’imprimante est pleine"),
        Phrase(@"\ba tray of the printer is empty\b", "un bac de l’imprimante est vide"),
        Phrase(@"\bthe printer's maintenance is overdue\b", "l’entretien de l’imprimante est en retard"),
        Phrase(@"\bthe printer is down\b", "l’imprimante est en panne"),
        Phrase(@"\bthe printer has a warning\b", "l’imprimante signale un avertissement"),
        Phrase(@" is up$", " fonctionne"),
        Phrase(@" is down\b", " ne fonctionne pas"),
        Phrase(@" does not work\b", " ne fonctionne pas"),
        Phrase(@" is not there\b", " n’existe plus"),
        Phrase(@" has (?=\d)", " a "),
        Phrase(@", rates come with the next run\b", ", les débits viennent à la prochaine mesure"),
        Phrase(@", the agent restarted, the rates come with the next run\b", ", l’agent a redémarré, les débits viennent à la prochaine mesure"),
        Phrase(@", (\d+) rates come with the next run\b", ", débits à la prochaine mesure : $1"),
        Phrase(@", (\d+) parts of the device not read to their end\b", ", parties de l’équipement lues en partie : $1"),
        Phrase(@", (\d+) figures left out \((\d+) at most\)", ", mesures laissées de côté : $1 ($2 au plus)"),
        Phrase(@", (\d+) counters left out \((\d+) at most\)", ", compteurs laissés de côté : $1 ($2 au plus)"),
        Phrase(@", (\d+) faults in the format\b", ", défauts de format : $1"),
        Phrase(@"^(\d+) volumes, the fullest ", "$1 volumes, le plus rempli "),
        Phrase(@"^(\d+) memories, the fullest ", "$1 mémoires, la plus remplie "),
        Phrase(@"^(\S+) % busy on average of (\d+) processors, (\S+) % the busiest$", "$1 % occupés en moyenne de $2 processeurs, $3 % pour le plus occupé"),
        Phrase(@"^(\S+) % busy$", "$1 % occupé"),
        Phrase(@"^(\d+) sensors, all as they should be\b", "$1 capteurs, tous comme il faut"),
        Phrase(@"^(\d+) sensors as they should be, (\d+) states not judged\b", "$1 capteurs comme il faut, états non jugés : $2"),
        Phrase(@"^(\d+) states not judged\b", "états non jugés : $1"),
        Phrase(@"\bthe device tells of no (?:interface|processor|memory|volume|sensor)\b", "l’équipement n’en annonce aucun"),
        Phrase(@"\bno (?:interface|volume|sensor|memory) of that name\b", "rien de ce nom"),
        Phrase(@"\bthe battery is low\b", "la batterie est faible"),
        Phrase(@"\bthe battery is depleted\b", "la batterie est vide"),
        Phrase(@"\bthe UPS gives no output\b", "l’onduleur ne fournit rien"),
        Phrase(@"\bthe UPS is on bypass\b", "l’onduleur est en dérivation"),
        Phrase(@"\bthe UPS is on its battery\b", "l’onduleur est sur batterie"),
        Phrase(@"\bthe UPS has (\d+) alarms\b", "alarmes de l’onduleur : $1"),
        Phrase(@" is critical\b", " est critique"),
        Phrase(@" has a warning\b", " signale un avertissement"),
        Phrase(@" is degraded\b", " est dégradé"),
        Phrase(@" is being repaired\b", " est en réparation"),
        Phrase(@" is about to fail\b", " va tomber en panne"),
        Phrase(@" is in alarm\b", " est en alarme"),
        Phrase(@" is active\b", " est active"),
        Phrase(@" is offline\b", " est hors ligne"),
        Phrase(@" is off\b", " est à l’arrêt"),
        Phrase(@" is low\b", " est au plus bas"),
        Phrase(@" is too hot\b", " est en surchauffe"),
        Phrase(@" is out of range\b", " est hors limites"),
        Phrase(@" is on battery\b", " est sur batterie"),
        Phrase(@" is on bypass\b", " est en dérivation"),
        Phrase(@" has no power\b", " n’est pas alimenté"),
        Phrase(@" asks for a new battery\b", " demande une nouvelle batterie"),
        Phrase(@"^(\d+) samples, (\d+) conditions as they should be\b", "$1 échantillons, $2 conditions comme il faut"),
        Phrase(@"^(\d+) samples\b", "$1 échantillons"),
        Phrase(@"\bno series is ", "aucune série n’est "),
        Phrase(@"([\w})]) is (-?\d)", "$1 vaut $2"),
        Phrase(@"\bwhat answers shows no metrics but (\S+)", "ce qui répond ne montre pas de mesures mais $1"),
        Phrase(@"\bwhat answers shows no metrics\b", "ce qui répond ne montre pas de mesures"),
        Phrase(@"\bthe answer was cut short: its end mark is missing\b", "la réponse est coupée : sa marque de fin manque"),
        Phrase(@"\bthe body exceeds (\d+) B\b", "la page dépasse $1 B"),
        Phrase(@"\bno certificate was shown\b", "aucun certificat présenté"),
        Phrase(@"\bexpired on (\S+) \((\S+) days\)", "expiré le $1 ($2 jours)"),
        Phrase(@"\bvalid until (\S+) \((\S+) days\)", "valable jusqu’au $1 ($2 jours)"),
        Phrase(@"\bchain: the root is not trusted\b", "chaîne : racine non reconnue"),
        Phrase(@"\bchain: an issuer is missing or not trusted\b", "chaîne : émetteur absent ou non reconnu"),
        Phrase(@" from (\S+) after (\d+) redirects?\b", " par $1 (redirections : $2)"),
        Phrase(@"\bstatus not expected\b", "code inattendu"),
        Phrase(@"\bthe body lacks\b", "la page ne contient pas"),
        Phrase(@"\bthe body holds\b", "la page contient"),
        Phrase(@"\bthe body does not match\b", "la page ne correspond pas à"),
        Phrase(@"^connected,", "connecté,"),
        Phrase(@"\btakes connections, not this one:", "accepte des connexions, pas celle-ci :"),
        Phrase(@"\btakes connections\b", "accepte les connexions"),
        Phrase(@"\btakes no connection:", "n’accepte aucune connexion :"),
        Phrase(@"(\S+) % busy, (\S+) % waiting for disks, (\S+) % stolen", "$1 % occupé, $2 % en attente des disques, $3 % pris par l’hôte"),
        Phrase(@"(\S+) % used, (\S+ \S+) available of (\S+ \S+)", "$1 % utilisés, $2 libres sur $3"),
        Phrase(@"(\S+) % used, (\S+ \S+) available, (\S+) % of the inodes used", "$1 % utilisés, $2 libres, $3 % des inodes utilisés"),
        Phrase(@"^load (.+) for each processor$", "charge $1 par processeur"),
        Phrase(@"^load ", "charge "),
        Phrase(@"\bhas not answered since an earlier check\b", "n’a pas répondu depuis un contrôle précédent"),
        Phrase(@"^no (\S+) runs$", "aucun $1 ne tourne"),
        Phrase(@" × (\S+), (\S+ \S+) in memory$", " × $1, $2 en mémoire"),
        Phrase(@": no such unit$", " : unité inconnue"),
        Phrase(@"\bwhat answers does not speak as a Zabbix agent\b", "ce qui répond ne parle pas comme un agent Zabbix"),
        Phrase(@"\bwhat answers tells of no UPS\b", "ce qui répond n’annonce aucun onduleur"),
        Phrase(@"\bthe server does not go over to TLS\b", "le serveur ne passe pas à TLS"),
        Phrase(@"\bthe server sent more than its answer before TLS\b", "le serveur a envoyé plus que sa réponse avant TLS"),
        Phrase(@"\bthe login is refused:", "connexion refusée par le serveur :"),
        Phrase(@"\bthe mailbox (.+) does not open:", "la boîte $1 ne s’ouvre pas :"),
        Phrase(@"\bthe search fails:", "la recherche échoue :"),
        Phrase(@"\bthe answer does not end\b", "la réponse n’a pas de fin"),
        Phrase(@"\bthe answer's checksum is wrong\b", "la somme de contrôle de la réponse est fausse"),
        Phrase(@"\bstep (\d+) of (\d+) \(", "étape $1 sur $2 ("),
        Phrase(@"\bthe body is no JSON\b", "la page n’est pas du JSON"),
        Phrase(@"\bthe body is not (\$)", "la page n’est pas $1"),
        Phrase(@"\bthe pattern took too long\b", "le motif a pris trop de temps"),
        Phrase(@"\bthe body cannot be unpacked\b", "la page ne peut pas être décompressée"),
        Phrase(@"\bno (\S+) to take\b", "pas de $1 à reprendre"),
        Phrase(@"\bnot validated by DNSSEC\b", "non validé par DNSSEC"),
        Phrase(@"\bnot signed\b", "non signé"),
        Phrase(@"(\S+) has serial (\d+)", "$1 porte le numéro $2"),
        Phrase(@"(\S+) does not answer for the zone\b", "$1 ne répond pas pour la zone"),
        Phrase(@"^offset (\S+) s, stratum (\d+)", "écart $1 s, strate $2"),
        Phrase(@", not synchronised\b", ", non synchronisé"),
        Phrase(@"^the time server refuses:", "le serveur de temps refuse :"),
        Phrase(@"^the time server is not synchronised$", "le serveur de temps n’est pas synchronisé"),
        Phrase(@"\bthe data are stale\b", "les données sont périmées"),
        Phrase(@"\bno status told\b", "aucun état annoncé"),
        Phrase(@"\bbattery-charge (\S+)", "batterie $1"),
        Phrase(@"\bbattery-runtime (\S+)", "autonomie $1"),
        Phrase(@"\bups-load (\S+)", "charge $1"),
        Phrase(@"\binput-voltage (\S+)", "entrée $1"),
        Phrase(@"^lets in,", "laisse entrer,"),
        Phrase(@"^answers,", "répond,"),
        Phrase(@"^(\d+) entries,", "$1 entrées,"),
        Phrase(@": (\d+) messages,", " : $1 messages,"),
        Phrase(@"^ended with (\d+):", "terminé par $1 :"),
        Phrase(@"\bthe output lacks\b", "la sortie ne contient pas"),
        Phrase(@"^no value,", "aucune valeur,"),
        Phrase(@"^the connection ended$", "la connexion s’est terminée"),
        Phrase(@"\b(/proc/\w+) cannot be read\b", "$1 illisible"),
    ];

    /// <summary>What a check said, for a reader.</summary>
    /// <param name="type">The check's type: what plugins say stays as it is.</param>
    /// <param name="said">What it said.</param>
    /// <param name="inFrench">Whether the reader reads French.</param>
    public static string Tell(string type, string said, bool inFrench)
    {
        if (!inFrench || type == Check.Plugin || said.Length == 0)
        {
            return said;
        }

        foreach (var (phrase, french) in Phrases)
        {
            said = phrase.Replace(said, french);
        }

        return Measured().Replace(Decimals().Replace(said, "$1,$2"), m => $"{m.Groups[1]}\u00A0{m.Groups[2].Value.Replace('B', 'o')}");
    }

    /// <summary>The name of a check that discovery proposes, as people call what it watches.</summary>
    public static string NameOf(ProposedCheck check, bool inFrench) => (check.Type, inFrench) switch
    {
        ("cpu", true) => "Processeur",
        ("cpu", false) => "Processor",
        ("memory", true) => "Mémoire",
        ("memory", false) => "Memory",
        ("disk", true) => $"Disque {check.Target}",
        ("disk", false) => $"Disk {check.Target}",
        _ => check.Name,
    };

    private static (Regex, string) Phrase(string said, string french) =>
        (new(said, RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(100)), french.Replace(" :", "\u00A0:", StringComparison.Ordinal));

    // A number with its unit: 17.5 % becomes 17,5 %. Versions and addresses have no unit.
    [GeneratedRegex(@"(?<![\d.])(\d+)\.(\d+)(?=\s?(?:%|ms\b|s\b|jours\b|[KMGTP]?i?B\b))", RegexOptions.CultureInvariant, 100)]
    private static partial Regex Decimals();

    [GeneratedRegex(@"(\d) (%|ms\b|s\b|[KMGTP]?i?B\b)", RegexOptions.CultureInvariant, 100)]
    private static partial Regex Measured();
}
