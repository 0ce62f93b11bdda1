using Skills.Reliability.Tests.Crashes;
using Skills.Reliability.Tests.Workers;
using Xunit.MicrosoftTestingPlatform;

namespace Skills.Reliability.Tests;

/// <summary>Runs the tests, or a worker when a run started this executable as one.</summary>
internal static class Entry
{
    private static async Task<int> Main(string[] args)
    {
        if (Environment.GetEnvironmentVariable(CrashWorker.Variable) is { } work)
        {
            await CrashWorker.RunAsync(work);
            return 0;
        }

        if (Environment.GetEnvironmentVariable(WorkerConfig.Variable) is not { } config)
        {
            return await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
        }

        await new EngineWorker(WorkerConfig.Read(config)).RunAsync();
        return 0;
    }
}
