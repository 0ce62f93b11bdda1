using Skills.Engine.Redis.Tests.Routing;
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

        var redis = Environment.GetEnvironmentVariable(CacheWorker.RedisVariable)!;
        await (mode switch
        {
            LearningWorker.Mode => LearningWorker.RunAsync(redis),
            BudgetFaultWorker.Mode => BudgetFaultWorker.RunAsync(redis),
            _ => CacheWorker.RunAsync(mode, redis),
        });
        return 0;
    }
}
