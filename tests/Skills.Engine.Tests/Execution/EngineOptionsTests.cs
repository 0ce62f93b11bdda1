using Microsoft.Extensions.Options;
using Skills.Engine.Execution;

namespace Skills.Engine.Tests.Execution;

/// <summary>The bounds of the engine's own settings.</summary>
public sealed class EngineOptionsTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static TheoryData<string, Action<SkillsEngineOptions, TimeSpan>, TimeSpan, TimeSpan> Times { get; } = new()
    {
        { "DefaultTimeout", static (o, v) => o.DefaultTimeout = v, Tick, Day },
        { "DefaultCacheTtl", static (o, v) => o.DefaultCacheTtl = v, TimeSpan.Zero, TimeSpan.FromDays(365) },
        { "ExecutionLog:WriteTimeout", static (o, v) => o.ExecutionLog.WriteTimeout = v, Tick, Day },
        { "ExecutionLog:RetryFor", static (o, v) => o.ExecutionLog.RetryFor = v, TimeSpan.Zero, Day },
        { "ExecutionLog:DrainTimeout", static (o, v) => o.ExecutionLog.DrainTimeout = v, TimeSpan.Zero, Day },
        { "Tools:CallTimeout", static (o, v) => o.Tools.CallTimeout = v, Tick, Day },
        { "Definitions:WatchDelay", static (o, v) => o.Definitions.WatchDelay = v, TimeSpan.Zero, TimeSpan.FromMinutes(1) },
        { "Definitions:WatchInterval", static (o, v) => o.Definitions.WatchInterval = v, Tick, TimeSpan.FromHours(1) },
    };

    public static TheoryData<string, Action<SkillsEngineOptions, int>, int, int> Numbers { get; } = new()
    {
        { "Tools:MaxRounds", static (o, v) => o.Tools.MaxRounds = v, 1, 100 },
        { "Tools:MaxCalls", static (o, v) => o.Tools.MaxCalls = v, 1, 1000 },
        { "Tools:MaxParallel", static (o, v) => o.Tools.MaxParallel = v, 1, 64 },
        { "Tools:MaxResultCharacters", static (o, v) => o.Tools.MaxResultCharacters = v, 100, 10_000_000 },
        { "Tools:MaxArgumentCharacters", static (o, v) => o.Tools.MaxArgumentCharacters = v, 100, 10_000_000 },
        { "Tools:MaxDepth", static (o, v) => o.Tools.MaxDepth = v, 1, 16 },
    };

    [Theory]
    [MemberData(nameof(Times), DisableDiscoveryEnumeration = true)]
    public void ATimeIsWithinItsBounds(string setting, Action<SkillsEngineOptions, TimeSpan> set, TimeSpan least, TimeSpan most)
    {
        Assert.Equal([], Problems(o => set(o, least)));
        Assert.Equal([], Problems(o => set(o, most)));
        Assert.Equal([$"SkillsEngine:{setting}"], Problems(o => set(o, least - Tick)));
        Assert.Equal([$"SkillsEngine:{setting}"], Problems(o => set(o, most + Tick)));
    }

    [Theory]
    [MemberData(nameof(Numbers), DisableDiscoveryEnumeration = true)]
    public void ANumberIsWithinItsBounds(string setting, Action<SkillsEngineOptions, int> set, int least, int most)
    {
        Assert.Equal([], Problems(o => set(o, least)));
        Assert.Equal([], Problems(o => set(o, most)));
        Assert.Equal([$"SkillsEngine:{setting}"], Problems(o => set(o, least - 1)));
        Assert.Equal([$"SkillsEngine:{setting}"], Problems(o => set(o, most + 1)));
    }

    [Theory]
    [InlineData("MaxAge")]
    [InlineData("DiscoveryTimeout")]
    [InlineData("DiscoveryPause")]
    public void ATimeOfTheCatalogIsMoreThanZero(string setting)
    {
        Assert.Equal([$"SkillsEngine:Catalog:{setting}"], Problems(o => Set(o.Catalog, TimeSpan.Zero)));
        Assert.Equal([], Problems(o => Set(o.Catalog, Tick)));

        void Set(ModelCatalogOptions catalog, TimeSpan value) => _ = setting switch
        {
            "MaxAge" => catalog.MaxAge = value,
            "DiscoveryTimeout" => catalog.DiscoveryTimeout = value,
            _ => catalog.DiscoveryPause = value,
        };
    }

    [Fact]
    public void ALimitOfAModelIsAtLeastOne()
    {
        var counts = new[] { "ContextWindow", "MaxInputTokens", "MaxOutputTokens", "RequestsPerMinute", "InputTokensPerMinute", "OutputTokensPerMinute" };

        Assert.Equal(counts.Select(static c => $"SkillsEngine:Models:0:{c}"), Problems(static o => o.Models.Add(Model(0))));
        Assert.Equal([], Problems(static o => o.Models.Add(Model(1))));
        Assert.Equal(["SkillsEngine:Models:1:Id"], Problems(static o => Array.ForEach([Model(1), Model(1) with { Id = " " }], o.Models.Add)));
        Assert.Equal(["SkillsEngine:Models:0:Provider"], Problems(static o => o.Models.Add(Model(1) with { Provider = "" })));

        static ModelDefinition Model(int count) => new()
        {
            Id = "m",
            Provider = "p",
            ContextWindow = count,
            MaxInputTokens = count,
            MaxOutputTokens = count,
            RequestsPerMinute = count,
            InputTokensPerMinute = count,
            OutputTokensPerMinute = count,
        };
    }

    [Fact]
    public void EveryMistakeIsNamed() => Assert.Equal(
        ["SkillsEngine:DefaultTimeout", "SkillsEngine:Tools:MaxRounds", "SkillsEngine:Tools:MaxDepth"],
        Problems(static o => (o.DefaultTimeout, o.Tools.MaxRounds, o.Tools.MaxDepth) = (TimeSpan.Zero, 0, 0)));

    private static IEnumerable<string> Problems(Action<SkillsEngineOptions> set)
    {
        var options = new SkillsEngineOptions();
        set(options);
        var result = new SkillsEngineOptionsValidator().Validate(null, options);
        return result == ValidateOptionsResult.Success ? [] : result.Failures!.Select(static f => f.Split(" is ")[0]);
    }
}
