using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Probe.Contract;
using Majordome.Protocols.Plugins;

namespace Majordome.Probe.Network.Http;

/// <summary>A prepared HTTP check.</summary>
internal sealed class HttpRun : NetworkCheck
{
    private readonly Uri url;
    private readonly ImmutableArray<HttpStep> steps;
    private readonly HttpManners manners;
    private readonly Thresholds thresholds;
    private readonly TimeProvider time;
    private readonly HttpConnector? shared; // by all runs, but over HTTP/2

    public HttpRun(Uri url, ImmutableArray<HttpStep> steps, HttpManners manners, Thresholds thresholds, TimeProvider time)
        : base(url.IdnHost)
    {
        (this.url, this.steps, this.manners, this.thresholds, this.time) = (url, steps, manners, thresholds, time);
        shared = manners.IsVersion2 ? null : new HttpConnector(manners.Verify, isVersion2: false);
    }

    protected override async Task<CheckOutcome> SpeakAsync(CancellationToken deadline)
    {
        using var own = shared is null ? new HttpConnector(manners.Verify, isVersion2: true) : null;
        var connector = shared ?? own!;
        var journey = new HttpJourney(url);
        var (whole, phases, times) = (new PhaseClock(time), ImmutableArray.CreateBuilder<CheckPhase>(), ImmutableArray.CreateBuilder<PerformanceDatum>());
        for (var i = 0; ; i++)
        {
            var step = await TakeAsync(steps[i], journey, connector, deadline).ConfigureAwait(false);
            phases.AddRange(step.Phases);
            if (steps.Length > 1)
            {
                times.Add(new PerformanceDatum($"time {steps[i].Name}", step.Milliseconds, "ms", Minimum: 0));
            }

            if (step.Faults.Length == 0 && i + 1 < steps.Length)
            {
                continue;
            }

            var said = steps.Length == 1 ? step.Said : string.Create(CultureInfo.InvariantCulture, $"step {i + 1} of {steps.Length} ({steps[i].Name}): {step.Said}");
            var outcome = Timed.Outcome(whole, thresholds, string.Join("; ", step.Faults.Prepend(said)), step.Faults.Length > 0 ? CheckStatus.Critical : CheckStatus.Ok);
            return outcome with
            {
                LongText = $"protocol HTTP/{step.Protocol}",
                Measurements = [.. outcome.Measurements, new("size", step.Size, "B", Minimum: 0), new("status", step.Status), .. times],
                Phases = phases.ToImmutable(),
            };
        }
    }

    protected override void Dispose(bool disposing)
    {
        shared?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Makes one request, and those that its redirections ask for.</summary>
    private async Task<StepTaken> TakeAsync(HttpStep step, HttpJourney journey, HttpConnector connector, CancellationToken deadline)
    {
        var (whole, hops) = (new PhaseClock(time), 0);
        if (journey.LocationOf(step.Location) is not { } at)
        {
            return new StepTaken("", ["the address of the step is none"], 0, 0, "", [], 0);
        }

        var method = step.Method;
        while (true)
        {
            var clock = new PhaseClock(time);
            using var request = Request(step, method, at, journey, isFirst: hops == 0);
            using var response = await connector.SendAsync(request, clock, deadline).ConfigureAwait(false);
            clock.End("first-byte");
            journey.TakeCookies(response, at);
            if (hops < manners.Redirects && HttpJourney.NextHop(response, at) is { } next)
            {
                method = HttpJourney.MethodAfter(response, method);
                (at, hops) = (next, hops + 1);
                whole.End("redirects");
                continue;
            }

            return await JudgeAsync(step, response, journey, (whole, clock), hops == 0 ? null : (at, hops), deadline).ConfigureAwait(false);
        }
    }

    private HttpRequestMessage Request(HttpStep step, HttpMethod method, Uri at, HttpJourney journey, bool isFirst)
    {
        var request = new HttpRequestMessage(method, at)
        {
            Version = manners.IsVersion2 ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        if (!manners.IsVersion2)
        {
            request.Headers.ConnectionClose = true;
        }

        request.Headers.TryAddWithoutValidation("User-Agent", "Majordome");
        request.Headers.TryAddWithoutValidation("Accept", "*/*");
        request.Headers.Host = manners.Host.Length > 0 && isFirst && journey.IsAtTarget(at) ? manners.Host : null;
        if (step.Body is { } body && method == step.Method)
        {
            request.Content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(journey.Filled(body, isJson: step.BodyType is not null)));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", step.BodyType ?? (step.Headers.IsEmpty ? "application/x-www-form-urlencoded" : null));
        }

        if (journey.IsAtTarget(at))
        {
            AddOwnHeaders(request, step, journey);
        }

        journey.AddCookies(request, at);
        return request;
    }

    private void AddOwnHeaders(HttpRequestMessage request, HttpStep step, HttpJourney journey)
    {
        if (manners.Authorization.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("Authorization", manners.Authorization);
        }

        foreach (var (name, text) in step.Headers)
        {
            var value = HttpJourney.OneLine(journey.Filled(text));
            request.Headers.Remove(name);
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content?.Headers.Remove(name);
                request.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }
    }

    private async Task<StepTaken> JudgeAsync(
        HttpStep step, HttpResponseMessage response, HttpJourney journey, (PhaseClock Whole, PhaseClock Last) clocks, (Uri At, int Hops)? led, CancellationToken deadline)
    {
        var keep = step.Expectation.WantsBody || !step.Captures.IsEmpty;
        var body = await HttpBody.ReadAsync(response, manners.BodyLimit, keep, deadline).ConfigureAwait(false);
        clocks.Last.End("body");
        var answer = new HttpAnswer(response, body.Text, body.IsWhole);
        string[] faults = [.. body.Fault is { } fault ? [fault] : (string[])[], .. FaultsOf(step, answer, journey)];
        var way = led is { } l ? string.Create(CultureInfo.InvariantCulture, $" from {l.At} after {l.Hops} {(l.Hops == 1 ? "redirect" : "redirects")}") : "";
        var said = string.Create(CultureInfo.InvariantCulture, $"HTTP {(int)response.StatusCode} {response.ReasonPhrase}").TrimEnd() + way;
        var phases = led is null ? clocks.Last.Phases : [Redirects(clocks.Whole), .. clocks.Last.Phases];
        return new StepTaken(
            said, faults, body.Size, (int)response.StatusCode, response.Version.ToString(2),
            steps.Length == 1 ? phases : [.. phases.Select(phase => phase with { Name = $"{step.Name}: {phase.Name}" })], clocks.Whole.TotalMilliseconds);
    }

    /// <summary>What is wrong with an answer; a pattern that takes too long hides what else is.</summary>
    internal static string[] FaultsOf(HttpStep step, HttpAnswer answer, HttpJourney journey)
    {
        try
        {
            return [.. step.Expectation.FaultsOf(answer), .. journey.Take(step.Captures, answer)];
        }
        catch (RegexMatchTimeoutException)
        {
            return ["the pattern took too long"];
        }
    }

    private static CheckPhase Redirects(PhaseClock whole) =>
        new("redirects", whole.Phases.Aggregate(NodaTime.Duration.Zero, static (sum, phase) => sum + phase.Took));

    private sealed record StepTaken(string Said, string[] Faults, long Size, int Status, string Protocol, ImmutableArray<CheckPhase> Phases, double Milliseconds);
}
