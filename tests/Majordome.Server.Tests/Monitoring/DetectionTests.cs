using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Majordome.Domain.Monitoring;
using Majordome.Probe;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Monitoring.Probes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace Majordome.Server.Tests.Monitoring;

/// <summary>The real probe, its queue on disk, the link within the process and the server, on a real socket and in real time.</summary>
public sealed class DetectionTests
{
    private static readonly Duration Second = Duration.FromSeconds(1);

    /// <summary>What a machine that runs other tests meanwhile may add; the two seconds of the promise are held to where nothing runs beside it, from end to end.</summary>
    private static readonly Duration Loaded = Duration.FromSeconds(10);

    [Fact]
    public async Task A_service_that_stops_is_told_within_the_interval_the_retries_the_time_outs_and_two_seconds()
    {
        await using var watched = await Watched.StartAsync(configure: s => s.Replace(ServiceDescriptor.Singleton<IClock>(SystemClock.Instance)));
        using var service = new TcpListener(IPAddress.Loopback, 0);
        service.Start();
        var check = await watched.AddAsync(new CheckForm
        {
            Name = "service", Type = "tcp", Target = service.LocalEndpoint.ToString(), Interval = Second, RetryInterval = Second, TimeOut = Second,
        });
        await using var probe = new ProbeAgent(
            new ProbeOptions(ProbeRow.Embedded, Path.Combine(watched.Server.DataFolder, "probe")), watched.Server.Services.GetRequiredService<LocalServerLink>(),
            TimeProvider.System, SystemClock.Instance, NullLoggerFactory.Instance);
        using var stop = new CancellationTokenSource();
        var working = probe.RunAsync(stop.Token);
        while ((await watched.StandingAsync(check)).Confirmed is not CheckStatus.Ok)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        service.Stop();
        var stopped = SystemClock.Instance.GetCurrentInstant();
        var watch = Stopwatch.StartNew();
        var told = await watched.Told.FirstAsync(check).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        // Two retries; three runs, whose time-outs a refused connection does not use up.
        Duration.FromTimeSpan(watch.Elapsed).ShouldBeLessThanOrEqualTo(Second + (Second * 2) + (Second * 3) + Loaded);
        told.Since.ShouldBeGreaterThanOrEqualTo(stopped - Second);
        told.Since.ShouldBeLessThanOrEqualTo(stopped + Second + Loaded);
        await stop.CancelAsync();
        await working;
    }
}
