using System.Data.Common;
using Skills.Cli.Hosting;
using Skills.Cli.Shell;
using Skills.Engine.Batches;
using StackExchange.Redis;

namespace Skills.Cli.Batching;

/// <summary>Opens a store of runs for one command.</summary>
internal static class BatchStoreCalls
{
    /// <summary>Makes an engine with the store, and runs the command with it.</summary>
    /// <exception cref="CliException">The store refused, or does not answer.</exception>
    public static async Task<int> RunAsync(EngineSettings settings, Func<SkillBatches, Task<int>> command)
    {
        var engine = EngineRegistration.Build(settings);
        await using var closing = engine.ConfigureAwait(false);
        try
        {
            return await command(engine.Engine.Batches).ConfigureAwait(false);
        }
        catch (BatchException e)
        {
            throw new CliException(ExitCode.Unreadable, e.Message);
        }
        catch (Exception e) when (e is RedisException or RedisTimeoutException or DbException or TimeoutException or ArgumentException)
        {
            // Their messages can name servers and users.
            throw new CliException(ExitCode.Unreadable, $"The store of the runs does not answer: {e.GetType().Name}. Check its connection string, and whether it runs.");
        }
    }
}
