using Majordome.EndToEnd.Tests;
using Majordome.EndToEnd.Tests.Drill;

// The tests, and the drills that are run for longer than a test may take.
return args is ["drill", ..]
    ? await DrillCommand.RunAsync(args)
    : await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
