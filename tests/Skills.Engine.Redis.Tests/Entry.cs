using Xunit.MicrosoftTestingPlatform;

namespace Skills.Engine.Redis.Tests;

/// <summary>Runs the tests, or a worker when a test started this executable as one.</summary>
internal static class Entry
{
    private static async Task<int> Main(string[] args)
    {
        if (Environment.GetEnvironmentVariable(CacheWorker.ModeVariable) is not { } mode)
        {
            return await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
        }

        await CacheWorker.RunAsync(mode, Environment.GetEnvironmentVariable(CacheWorker.RedisVariable)!);
        return 0;
    }
}
