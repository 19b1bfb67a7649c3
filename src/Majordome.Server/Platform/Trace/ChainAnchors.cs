using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using NodaTime;
using NodaTime.Text;

namespace Majordome.Server.Platform.Trace;

/// <summary>The last link of a chain.</summary>
public readonly record struct ChainHead(Guid Chain, long Sequence, string Hash);

/// <summary>
/// Writes the heads of the chains to a file outside the database, one line each: instant, chain, sequence, hash. Whoever cuts the
/// tail of a chain in the database would also have to cut this file, which can lie on another machine's share.
/// </summary>
/// <remarks>Heads noted within one second are written once per chain; a crash loses at most that second of anchors, never an event.</remarks>
public sealed class ChainAnchors(ServerOptions options, IClock clock, Heartbeats heartbeats, TimeProvider time, ILogger<ChainAnchors> logger)
    : BackgroundLoop(heartbeats, time, logger)
{
    private readonly ConcurrentDictionary<Guid, ChainHead> noted = new();

    /// <summary>Notes a new head; written within about a second.</summary>
    public void Note(ChainHead head) =>
        noted.AddOrUpdate(head.Chain, static (_, next) => next, static (_, known, next) => known.Sequence > next.Sequence ? known : next, head);

    /// <summary>One line of the file: instant, chain, sequence, hash.</summary>
    public static string LineOf(ChainHead head, Instant now) =>
        string.Create(CultureInfo.InvariantCulture, $"{InstantPattern.ExtendedIso.Format(now)} {head.Chain} {head.Sequence} {head.Hash}");

    /// <summary>
    /// Reads the anchors of a file: chain → sequence → hash. A line cut by a crash at the very end is passed over. Of two lines that
    /// name one place differently the first counts: it was written before whoever cut the chain let it grow again.
    /// </summary>
    /// <exception cref="StartRefusedException"><c>anchors-malformed</c>: a line in the middle is not an anchor; the file was tampered with or is another one.</exception>
    public static Dictionary<Guid, Dictionary<long, string>> Read(string path)
    {
        var anchors = new Dictionary<Guid, Dictionary<long, string>>();
        if (!File.Exists(path))
        {
            return anchors;
        }

        var lines = File.ReadAllLines(path, Encoding.UTF8);
        for (var i = 0; i < lines.Length; i++)
        {
            var fields = lines[i].Split(' ');
            if (fields is not [_, var chainText, var sequenceText, { Length: 64 } hash]
                || !Guid.TryParse(chainText, out var chain)
                || !long.TryParse(sequenceText, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
            {
                if (i == lines.Length - 1)
                {
                    continue;
                }

                throw new StartRefusedException("anchors-malformed", path, i + 1);
            }

            if (!anchors.TryGetValue(chain, out var ofChain))
            {
                anchors.Add(chain, ofChain = []);
            }

            ofChain.TryAdd(sequence, hash);
        }

        return anchors;
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override TimeSpan Pace => TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task<bool> TurnAsync(CancellationToken stoppingToken)
    {
        await WriteAsync(stoppingToken);
        return false;
    }

    /// <summary>Writes what was noted; a command beside the server does so itself before it ends.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        var heads = noted.Values.ToArray();
        if (heads.Length == 0)
        {
            return;
        }

        var now = clock.GetCurrentInstant();
        var lines = string.Concat(heads.Select(h => LineOf(h, now) + "\n"));
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(options.AnchorFile))!);
        await File.AppendAllTextAsync(options.AnchorFile, lines, cancellationToken);
        foreach (var head in heads)
        {
            noted.TryRemove(KeyValuePair.Create(head.Chain, head));
        }
    }
}
