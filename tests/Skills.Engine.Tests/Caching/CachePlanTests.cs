using Skills.Engine.Caching;

namespace Skills.Engine.Tests.Caching;

/// <summary>How an execution treats the cache, how fresh an entry is, and which results are kept.</summary>
public sealed class CachePlanTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddDays(1);

    // An entry lives 100 s, is then stale for 10 s, and serves in place of failures for 30 s.
    [Theory]
    [InlineData(0, nameof(Freshness.Fresh))]
    [InlineData(79.999, nameof(Freshness.Fresh))]
    [InlineData(80, nameof(Freshness.Due))]
    [InlineData(99.999, nameof(Freshness.Due))]
    [InlineData(100, nameof(Freshness.Stale))]
    [InlineData(109.999, nameof(Freshness.Stale))]
    [InlineData(110, nameof(Freshness.Fallback))]
    [InlineData(129.999, nameof(Freshness.Fallback))]
    [InlineData(130, nameof(Freshness.Gone))]
    public void AnEntryAges(double seconds, string freshness) => Assert.Equal(freshness, Plan(0.8).Of(Entry(1000), Start.AddSeconds(seconds)).ToString());

    [Theory]
    [InlineData(99.999, null, 1000, nameof(Freshness.Fresh))]
    [InlineData(0, 0.0, 1000, nameof(Freshness.Due))]
    [InlineData(104.999, 0.8, 105, nameof(Freshness.Stale))]
    [InlineData(105, 0.8, 105, nameof(Freshness.Gone))]
    [InlineData(115, 0.8, 115, nameof(Freshness.Gone))]
    public void WithoutEarlyRenewalItStaysFreshAndNothingIsServedPastItsExpiry(double seconds, double? early, int expires, string freshness) =>
        Assert.Equal(freshness, Plan(early).Of(Entry(expires), Start.AddSeconds(seconds)).ToString());

    [Theory]
    [InlineData(CacheMode.Default, true, true)]
    [InlineData(CacheMode.ReadOnly, true, false)]
    [InlineData(CacheMode.Refresh, false, true)]
    public void TheModeSaysWhetherItIsReadAndWritten(CacheMode mode, bool read, bool write)
    {
        var plan = CachePlan.For(CacheSome.Request(context: new() { CacheMode = mode }), new());

        Assert.Equal((read, write, null), (plan.Read, plan.Write, plan.Refusal));
    }

    [Theory]
    [InlineData(10, 20, 30, 30)]
    [InlineData(10, 20, null, 20)]
    [InlineData(10, null, null, 10)]
    [InlineData(10, null, 0, 0)]
    public void TheTimeOfTheCallComesFirstThenTheSkillsThenTheEngines(int engine, int? skill, int? call, int seconds)
    {
        var plan = CachePlan.For(
            CacheSome.Request(CacheSome.Skill() with { Cache = new() { Ttl = Of(skill) } }, context: new() { CacheTtl = Of(call) }),
            new() { DefaultCacheTtl = TimeSpan.FromSeconds(engine) });

        Assert.Equal((TimeSpan.FromSeconds(seconds), seconds > 0, true), (plan.Ttl, plan.Write, plan.Read));

        static TimeSpan? Of(int? seconds) => seconds is { } s ? TimeSpan.FromSeconds(s) : null;
    }

    [Theory]
    [InlineData(364, 364)]
    [InlineData(365, 365)]
    [InlineData(366, 365)]
    public void NothingLivesLongerThanAYear(int days, int kept)
    {
        var time = TimeSpan.FromDays(days);
        var plan = CachePlan.For(CacheSome.Request(CacheSome.Skill() with { Cache = new() { Ttl = time, StaleWhileRevalidate = time, StaleIfError = time } }), new());

        Assert.Equal([kept, kept, kept], new[] { plan.Ttl, plan.StaleWhileRevalidate, plan.StaleIfError }.Select(static t => t.TotalDays));
    }

    [Theory]
    [InlineData("output.refused", 0.0, 5, 5)]
    [InlineData("output.filtered", 0.0, 5, 5)]
    [InlineData("model.content_policy", 0.0, 5, 5)]
    [InlineData("output.refused", 0.0, 500, 100)]
    [InlineData("output.refused", 0.0, 0, 0)]
    [InlineData("output.refused", 0.1, 5, 0)]
    [InlineData("output.refused", null, 5, 0)]
    [InlineData("output.required", 0.0, 5, 0)]
    public void OnlyARefusalAtTemperatureZeroIsKeptOfWhatFailed(string code, double? temperature, int refusal, int seconds)
    {
        var failed = CacheSome.Result() with { Status = ExecutionStatus.Failed, Errors = [new(code, SkillStep.ValidateOutput, "", "No.")] };

        Assert.Equal(seconds, Ttl(failed, temperature, refusal));
        Assert.Equal(0, Ttl(failed with { Status = ExecutionStatus.Timeout }, temperature, refusal));
        Assert.Equal(0, Ttl(failed with { Errors = [new("output.required", SkillStep.ValidateOutput, "", "No."), .. failed.Errors] }, temperature, refusal));
    }

    [Theory]
    [InlineData(StopReason.Completed, 100)]
    [InlineData(StopReason.MaxTokens, 0)]
    [InlineData(StopReason.ContextWindow, 0)]
    [InlineData(StopReason.Refusal, 0)]
    [InlineData(StopReason.ContentFilter, 0)]
    public void ASuccessIsKeptWhenItsLastGoodAnswerIsWhole(StopReason stop, int seconds)
    {
        var good = new SkillAttempt { Number = 1, ModelId = "m", ModelProvider = "p", Reason = "first", StopReason = stop };
        var bad = good with { StopReason = StopReason.MaxTokens };
        var result = CacheSome.Result() with { Attempts = [bad, good, bad with { OutputValid = false }, bad with { Error = ModelErrorKind.Network }] };

        Assert.Equal(seconds, Ttl(result));
        Assert.Equal(0, Ttl(result with { CacheHit = true }));
        Assert.Equal(0, Ttl(result with { IsStale = true }));
        Assert.Equal(0, Ttl(result with { ValidationPassed = false }));
        Assert.Equal(0, Ttl(result with { Edits = [new("", "trim", EditKind.Safe, 1, 0, 0, "", ""), new("", "cut", EditKind.Lossy, 1, 0, 0, "", "")] }));
        Assert.Equal(seconds, Ttl(result with { Edits = [new("", "trim", EditKind.Safe, 1, 0, 0, "", "")] }));
    }

    private static double Ttl(SkillResult result, double? temperature = null, int refusal = 0) =>
        KeepRules.TtlOf(result, Plan(null), new() { Temperature = temperature }, TimeSpan.FromSeconds(refusal)).TotalSeconds;

    private static CachePlan Plan(double? early) => new(true, true, TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), early, null);

    private static CacheEntry Entry(int expires) => new()
    {
        Outcome = CacheSome.Result(),
        CreatedAt = Start,
        FreshUntil = Start.AddSeconds(100),
        ExpiresAt = Start.AddSeconds(expires),
    };
}
