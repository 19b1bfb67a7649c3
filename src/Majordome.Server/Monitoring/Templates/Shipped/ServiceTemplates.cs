using Majordome.Domain.Monitoring.Templates;
using static Majordome.Server.Monitoring.Templates.Shipped.Write;

namespace Majordome.Server.Monitoring.Templates.Shipped;

/// <summary>What is offered over the network: the item's address is the name that people use.</summary>
internal static class ServiceTemplates
{
    public static ShippedTemplate Website { get; } = new(9, 1, new CheckTemplate(
        TemplateKind.Website, new("Site web", "Web site"),
        new("La page répond, vite et avec le bon texte\u00A0; certificat\u00A0; nom. L’adresse de l’équipement est le nom du site.", "The page answers, fast and with the right text; certificate; name. The item’s address is the site’s name."),
        [
            Text("host", "Nom du site", "Name of the site", "{{item.address}}"),
            Text("path", "Chemin de la page", "Path of the page", "/"),
            Text("text", "Texte que la page contient", "Text that the page holds", ""),
            .. Limits("time", "Réponse", "Answer", 2_000, 8_000, "ms", 1, 600_000),
            .. OfCertificate,
            Text("resolver", "Serveur de noms", "Name server", null),
        ],
        [
            Check("page", "Page", "Page", "http", "https://{{host}}{{path}}", ("contains", "{{text}}"), ("time-warning", "{{time-warning}}"), ("time-critical", "{{time-critical}}")),
            Certificate("certificate", "Certificat", "Certificate", "{{host}}:443", chain: true),
            Check("name", "Nom", "Name", "dns", "{{resolver}}", ("name", "{{host}}"), ("type", "A")).Slow(),
        ]));

    /// <summary>A domain that mail is sent to: its MX (RFC 7505 names the domain without), its policy (SPF, RFC 7208; DMARC, RFC 7489), the exchanger itself.</summary>
    public static ShippedTemplate MailDomain { get; } = new(10, 1, new CheckTemplate(
        TemplateKind.MailDomain, new("Domaine de messagerie", "Mail domain"),
        new("MX, SPF et DMARC du domaine\u00A0; le serveur répond, chiffre et garde son certificat. L’adresse de l’équipement est celle du serveur.", "MX, SPF and DMARC of the domain; the server answers, encrypts and keeps its certificate. The item’s address is the server’s."),
        [
            Text("domain", "Domaine", "Domain", null),
            Text("server", "Serveur de messagerie", "Mail server", "{{item.address}}"),
            Text("resolver", "Serveur de noms", "Name server", null),
            Text("spf", "Enregistrement SPF attendu (v=spf1 …)", "SPF record expected (v=spf1 …)", null),
            Number("time-warning", "Réponse, à surveiller", "Answer, warning", 5_000, "ms", 1, 600_000),
            .. OfCertificate,
        ],
        [
            Check("smtp", "SMTP", "SMTP", "smtp", "{{server}}:25", ("time-warning", "{{time-warning}}")),
            Certificate("certificate", "Certificat SMTP", "SMTP certificate", "{{server}}:25", chain: true, startTls: "smtp"),
            Check("mx", "MX", "MX", "dns", "{{resolver}}", ("name", "{{domain}}"), ("type", "MX")).Slow(),
            Check("spf", "SPF", "SPF", "dns", "{{resolver}}", ("name", "{{domain}}"), ("type", "TXT"), ("expect", "{{spf}}")).Slow(),
            Check("dmarc", "DMARC", "DMARC", "dns", "{{resolver}}", ("name", "_dmarc.{{domain}}"), ("type", "TXT")).Slow(),
        ]));

    /// <summary>PostgreSQL: whether it answers, how many of its connections are taken, how long its oldest transaction has been waiting (documentation, «The Cumulative Statistics System»).</summary>
    public static ShippedTemplate Database { get; } = new(11, 1, new CheckTemplate(
        TemplateKind.Database, new("Base de données PostgreSQL", "PostgreSQL database"),
        new("Réponse, connexions prises, plus vieille transaction. Demande un compte membre de pg_monitor.", "Answer, connections taken, oldest transaction. Needs an account that is a member of pg_monitor."),
        [
            Port("port", "Port", "Port", 5432),
            Text("database", "Base", "Database", "postgres"),
            Text("user", "Compte", "Account", "majordome"),
            Secret("password", "Mot de passe", "Password"),
            Text("ssl", "Chiffrement (disable, prefer, require, verify-full)", "Encryption (disable, prefer, require, verify-full)", "prefer"),
            .. Limits("connections", "Connexions", "Connections", 80, 95, "%", 1, 100),
            .. Limits("transaction", "Plus vieille transaction", "Oldest transaction", 3_600, 14_400, "s", 1, 10_000_000),
        ],
        [
            Check("answer", "PostgreSQL", "PostgreSQL", "postgresql", "{{item.address}}:{{port}}", ("user", "{{user}}"), ("database", "{{database}}")),
            Query("connections", "Connexions", "Connections", "select 100.0 * count(*) / current_setting('max_connections')::int from pg_stat_activity where backend_type = 'client backend'"),
            Query("transaction", "Plus vieille transaction", "Oldest transaction", "select coalesce(extract(epoch from max(now() - xact_start)), 0) from pg_stat_activity where backend_type = 'client backend'"),
        ]));

    private static TemplateCheck Query(string key, string french, string english, string query) => Check(
        key, french, english, "sql", "{{item.address}}:{{port}}",
        ("query", query), ("user", "{{user}}"), ("password", "{{password}}"), ("database", "{{database}}"), ("ssl", "{{ssl}}"),
        ("value-warning", $"{{{{{key}-warning}}}}"), ("value-critical", $"{{{{{key}-critical}}}}"));
}
