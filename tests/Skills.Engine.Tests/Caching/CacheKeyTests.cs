using System.Text.Json;
using Skills.Engine.Caching;
using Skills.Engine.Compilation;

namespace Skills.Engine.Tests.Caching;

public sealed class CacheKeyTests
{
    private static readonly Skill User = CacheSome.Skill() with { Cache = new() { Scope = CacheScope.User, Vary = ["locale"] } };

    private static (string Part, SkillCacheRequest Request)[] WhatMatters =>
    [
        ("tenant", Base() with { Context = Context() with { TenantId = "b" } }),
        ("tenant", Base() with { Context = Context() with { TenantId = null } }),
        ("tenant", Base() with { Context = Context() with { TenantId = "" } }),
        ("user", Base() with { Context = Context() with { UserId = "u2" } }),
        ("vary", Base() with { Context = Context() with { Metadata = new Dictionary<string, string> { ["locale"] = "de" } } }),
        ("skill.id", Base() with { Skill = User with { Id = "other" } }),
        ("skill.version", Base() with { Skill = User with { Version = "0.0.1" } }),
        ("skill.content", Base() with { SkillHash = "hash2" }),
        ("variant", Base() with { Variant = "b" }),
        ("model", Base() with { Context = Context() with { Model = "m2" } }),
        ("tools", Base() with { Context = Context() with { Tools = JsonElement.Parse("""[{"name":"x"}]""") } }),
        ("options", Base() with { Options = Options() with { Temperature = 0.3 } }),
        ("options", Base() with { Options = Options() with { Temperature = null } }),
        ("options", Base() with { Options = Options() with { TopP = 0.5 } }),
        ("options", Base() with { Options = Options() with { TopP = null, TopK = 1 } }),
        ("options", Base() with { Options = Options() with { MaxOutputTokens = 11 } }),
        ("options", Base() with { Options = Options() with { StopSequences = ["a,b"] } }),
        ("options", Base() with { Options = Options() with { Seed = 2 } }),
        ("options", Base() with { Options = Options() with { FrequencyPenalty = 1 } }),
        ("options", Base() with { Options = Options() with { PresencePenalty = 1 } }),
        ("inputs/text", Base() with { Inputs = JsonElement.Parse("""{"text":"B","n":1}""") }),
        ("inputs/n", Base() with { Inputs = JsonElement.Parse("""{"text":"b","n":"1"}""") }),
        ("inputs/n", Base() with { Inputs = JsonElement.Parse("""{"text":"b","n":true}""") }),
        ("inputs/n", Base() with { Inputs = JsonElement.Parse("""{"text":"b"}""") }),
        ("inputs/n", Base() with { Inputs = JsonElement.Parse("""{"text":"b","n":null}""") }),
        ("inputs/m", Base() with { Inputs = JsonElement.Parse("""{"text":"b","n":1,"m":null}""") }),
    ];

    private static (string What, SkillCacheRequest Request)[] WhatDoesNot =>
    [
        ("order and spelling of inputs", Base() with { Inputs = JsonElement.Parse("""{ "n": 1.0e0, "te\u0078t": "\u0062" }""") }),
        ("agent, workflow and parent", Base() with { Context = Context() with { AgentId = "x", WorkflowId = "y", ParentExecutionId = "z" } }),
        ("metadata the skill does not vary by", Base() with { Context = Context() with { Metadata = new Dictionary<string, string> { ["locale"] = "en", ["trace"] = "1" } } }),
        ("deadline and time-to-live", Base() with { Context = Context() with { Timeout = TimeSpan.FromSeconds(1), CacheTtl = TimeSpan.FromSeconds(1) } }),
        ("another object of the same skill", Base() with { Skill = User with { } }),
        ("what describes the skill", Base() with { Skill = User with { Description = "more", Tags = ["x"] } }),
    ];

    [Fact]
    public void WhatMattersGivesAnotherKeyAndIsNamed() => Assert.All(WhatMatters, static row =>
    {
        var (mine, theirs) = (Explain(Base()), Explain(row.Request));

        Assert.NotEqual(mine.Key, theirs.Key);
        Assert.Contains(row.Part, mine.DifferencesFrom(theirs));
    });

    [Fact]
    public void WhatDoesNotMatterGivesTheSameKey() => Assert.All(WhatDoesNot, static row =>
    {
        var (mine, theirs) = (Explain(Base()), Explain(row.Request));

        Assert.True(mine.Key == theirs.Key, row.What);
        Assert.Empty(mine.DifferencesFrom(theirs));
    });

    [Fact]
    public void TwoRandomRequestsShareAKeyIfAndOnlyIfTheyAreEqual()
    {
        var random = new Random(42);
        var seen = new Dictionary<string, string>();
        for (var i = 0; i < 20_000; i++)
        {
            var request = RandomRequest(random, out var meaning);
            var key = Explain(request, parts: false).Key!;
            if (seen.TryGetValue(key, out var earlier))
            {
                Assert.Equal(earlier, meaning);
            }

            seen[key] = meaning;
        }

        Assert.Equal(seen.Count, seen.Values.Distinct().Count());
        Assert.InRange(seen.Count, 1000, 19_999);
    }

    [Fact]
    public void KeysSpreadOverTheirHashesAndAreComparedWhole()
    {
        var comparer = CacheKeyComparer.Instance;
        var keys = Enumerable.Range(0, 20_000).Select(static i => CacheKey.Compute("sk", CacheKey.HashTag(null, "s"), Base() with { Inputs = JsonElement.Parse($"{i}") }, new byte[32])).ToArray();

        // Of so many, a perfect hash of 32 bits makes one fall on another every twentieth time.
        Assert.InRange(keys.Select(comparer.GetHashCode).Distinct().Count(), keys.Length - 5, keys.Length);
        Assert.False(comparer.Equals("a" + keys[0], "b" + keys[0]));
        Assert.True(comparer.Equals(keys[0], new string(keys[0])));
    }

    [Fact]
    public void KeysAreOfOneLengthAndHoldNoText()
    {
        foreach (var tenant in new[] { null, "", "tenant-}{*:", new string('t', 5000) })
        {
            var key = Explain(CacheSome.Request(CacheSome.Skill("skill" + tenant), """{"text":"private"}""", new() { TenantId = tenant })).Key!;

            Assert.Matches(@"^sk:\{[\w-]{8}:[\w-]{8}\}:r:[\w-]{43}$", key);
        }
    }

    [Fact]
    public void WhatIsNotCacheableSaysWhy()
    {
        Assert.Contains("by user", Explain(CacheSome.Request(User)).NotCacheable!, StringComparison.Ordinal);
        Assert.Contains("by tenant", Explain(CacheSome.Request(CacheSome.Skill() with { Cache = new() { Scope = CacheScope.Tenant } })).NotCacheable!, StringComparison.Ordinal);
        Assert.Contains("not enabled", Explain(CacheSome.Request(CacheSome.Skill() with { Cache = new() { Enabled = false } })).NotCacheable!, StringComparison.Ordinal);
        Assert.Contains("zero", Explain(CacheSome.Request(CacheSome.Skill() with { Cache = new() { Ttl = TimeSpan.Zero } })).NotCacheable!, StringComparison.Ordinal);
        Assert.Contains("bypasses", Explain(CacheSome.Request(context: new() { CacheMode = CacheMode.Bypass })).NotCacheable!, StringComparison.Ordinal);
        Assert.Null(Explain(CacheSome.Request(context: new() { CacheMode = CacheMode.Bypass })).Key);
    }

    private static SkillCacheRequest RandomRequest(Random random, out string meaning)
    {
        // Each choice is written in several ways that mean the same; the meaning is what the key must tell apart.
        string?[] tenants = [null, "", "a", "ab"];
        string[] texts = ["a", "b", "ab", "", "é"];
        string[][] numbers = [["1", "1.0", "10e-1", "1E0"], ["-1", "-1.00"], ["0", "-0", "0.0"], ["1e21", "1000000000000000000000"], ["9007199254740993"], ["9007199254740992", "9007199254740992.0"]];
        var (tenant, text, number, option) = (random.Next(tenants.Length), random.Next(texts.Length), random.Next(numbers.Length), random.Next(4));
        var (first, second) = (random.Next(3), random.Next(3));
        meaning = $"{tenant}/{text}/{number}/{option}/{first}/{second}";

        var spelled = numbers[number][random.Next(numbers[number].Length)];
        var written = random.Next(2) == 0 ? texts[text] : string.Concat(texts[text].Select(static c => $"\\u{(int)c:x4}"));
        string[] members = [$"\"text\":\"{written}\"", $"\"n\" : {spelled}", $"\"pair\":[\"{new string('x', first)}\",\"{new string('x', second)}\"]"];
        random.Shuffle(members);
        return CacheSome.Request(
            inputs: $"{{{string.Join(',', members)}}}",
            context: new() { TenantId = tenants[tenant] },
            options: new() { TopK = option < 2 ? null : option, Seed = option == 1 ? 2 : null });
    }

    private static CacheKeyExplanation Explain(SkillCacheRequest request, bool parts = true)
    {
        using var cache = CacheSome.Cache();
        if (parts)
        {
            return cache.ExplainKey(request);
        }

        return new(CacheKey.Compute("sk", CacheKey.HashTag(request.Context.TenantId, request.Skill.Id), request, CacheKey.DigestOfSkill(request)), null, []);
    }

    private static SkillCacheRequest Base() => new(User, "hash", JsonElement.Parse("""{"text":"b","n":1}"""), Context(), Options(), null);

    private static SkillExecutionContext Context() => new() { TenantId = "a", UserId = "u", Metadata = new Dictionary<string, string> { ["locale"] = "en" } };

    private static ModelOptions Options() => new() { Temperature = 0.2, TopP = 0.9, MaxOutputTokens = 10, StopSequences = ["a", "b"], Seed = 1 };
}
