using System.Text.Json;
using Microsoft.Extensions.Options;
using Skills.Engine.Caching;
using Skills.Engine.Compilation;

namespace Skills.Engine.Tests.Caching;

/// <summary>What cache tests begin with.</summary>
internal static class CacheSome
{
    public static Skill Skill(string id = "summarize") => new() { Id = id, Name = id, PromptTemplate = "{{ text }}" };

    public static SkillCacheRequest Request(Skill? skill = null, string inputs = """{"text":"abc"}""", SkillExecutionContext? context = null, ModelOptions? options = null) =>
        new(skill ?? DefaultSkill, "hash", JsonElement.Parse(inputs), context ?? new(), options ?? new(), null);

    public static SkillResult Result(string outputs = """{"summary":"a"}""") => new()
    {
        ExecutionId = "first",
        SkillId = "summarize",
        SkillVersion = "0.0.0",
        SkillHash = "hash",
        Status = ExecutionStatus.Success,
        ValidationPassed = true,
        Outputs = JsonElement.Parse(outputs),
        RawOutput = outputs,
        RenderedPrompt = "secret prompt",
        ModelId = "m1",
        ModelProvider = "p1",
        Usage = new() { InputUncached = 100, OutputVisible = 20 },
        Cost = new(0.5m, CostKind.Exact),
        Context = new() { UserId = "first-user" },
        ExecutedAt = DateTimeOffset.UnixEpoch,
    };

    public static TieredSkillCache Cache(TimeProvider? time = null, ISkillCacheStore? store = null, Action<SkillsEngineOptions>? configure = null, ISkillCacheCoordinator? coordinator = null, ISchemaCompiler? schemas = null)
    {
        // What one process stores, the next finds at once.
        var options = new SkillsEngineOptions { Cache = { ReadYourWrites = true } };
        configure?.Invoke(options);
        return new(Options.Create(options), time ?? TimeProvider.System, null, store, coordinator, schemas);
    }

    /// <summary>One execution as the engine makes it: look up, and on a miss work and store.</summary>
    public static async Task<(SkillResult Result, SkillCacheLookup Lookup)> RunAsync(this SkillCache cache, SkillCacheRequest request, Func<Task<SkillResult>> work)
    {
        await using var lookup = await cache.LookUpAsync(request, CancellationToken.None);
        if (lookup.Hit is { } hit)
        {
            return (hit, lookup);
        }

        var result = await work();
        await lookup.StoreAsync(result, CancellationToken.None);
        return (result, lookup);
    }

    public static Task<(SkillResult Result, SkillCacheLookup Lookup)> RunAsync(this SkillCache cache, SkillCacheRequest request, SkillResult? result = null) =>
        cache.RunAsync(request, () => Task.FromResult(result ?? Result()));

    public static async Task<bool> HitsAsync(this SkillCache cache, SkillCacheRequest request)
    {
        await using var lookup = await cache.LookUpAsync(request, CancellationToken.None);
        return lookup.Hit is not null;
    }

    private static readonly Skill DefaultSkill = Skill();
}
