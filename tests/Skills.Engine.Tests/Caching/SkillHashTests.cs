using System.Reflection;
using System.Text.Json;
using Skills.Engine.Caching;
using Skills.Engine.Compilation;

namespace Skills.Engine.Tests.Caching;

/// <summary>Every property of a skill either changes its hash or is known not to matter to a result.</summary>
public sealed class SkillHashTests
{
    private static readonly Skill Skill = new() { Id = "a", Name = "a", PromptTemplate = "{{ text }}" };

    private static readonly Dictionary<string, Skill[]> Matters = new()
    {
        [nameof(Skill.Id)] = [Skill with { Id = "b" }],
        [nameof(Skill.Version)] = [Skill with { Version = "0.0.1" }],
        [nameof(Skill.PromptTemplate)] = [Skill with { PromptTemplate = "{{ text }} " }, Skill with { PromptTemplate = null }],
        [nameof(Skill.Messages)] = [Skill with { Messages = [new() { Content = "x" }] }, Skill with { Messages = [new() { Content = "x", Role = MessageRole.System }] }],
        [nameof(Skill.Partials)] = [Skill with { Partials = new Dictionary<string, string> { ["p"] = "x" } }, Skill with { Partials = new Dictionary<string, string> { ["p"] = "y" } }],
        [nameof(Skill.Undefined)] = [Skill with { Undefined = Enum.GetValues<UndefinedBehavior>()[^1] }],
        [nameof(Skill.Whitespace)] = [Skill with { Whitespace = TemplateWhitespace.Keep }],
        [nameof(Skill.InputSchema)] = [Skill with { InputSchema = Json("{}") }, Skill with { InputSchema = Json("""{"type":"object"}""") }],
        [nameof(Skill.InputDefaults)] = [Skill with { InputDefaults = Json("""{"text":"x"}""") }, Skill with { InputDefaults = Json("""{"text":null}""") }],
        [nameof(Skill.OutputSchema)] = [Skill with { OutputSchema = Json("{}") }, Skill with { OutputSchema = Json("""{"type":"string"}""") }],
        [nameof(Skill.Output)] = [Skill with { Output = new() { Format = OutputFormat.Text } }, Skill with { Output = new() { Format = OutputFormat.Yaml } }],
        [nameof(Skill.Category)] = [Skill with { Category = "CODE" }],
        [nameof(Skill.ModelPreferences)] =
        [
            Skill with { ModelPreferences = new() { PreferredModels = ["m"] } },
            Skill with { ModelPreferences = new() { MinQuality = 0.5 } },
            Skill with { ModelPreferences = new() { Temperature = 0.5 } },
        ],
        [nameof(Skill.Tools)] = [Skill with { Tools = ["a"] }, Skill with { Tools = ["b"] }],
        [nameof(Skill.ValidationRules)] =
        [
            Skill with { ValidationRules = [new() { Type = "regex", Parameters = Json("""{"pattern":"a"}""") }] },
            Skill with { ValidationRules = [new() { Type = "regex", Parameters = Json("""{"pattern":"b"}""") }] },
            Skill with { ValidationRules = [new() { Type = "regex", Parameters = Json("""{"pattern":"a"}"""), Severity = Enum.GetValues<RuleSeverity>()[^1] }] },
        ],
        [nameof(Skill.Examples)] = [Skill with { Examples = [new(Json("1"), Json("2"))] }, Skill with { Examples = [new(Json("1"), Json("3"))] }],
        [nameof(Skill.Composition)] = [Skill with { Composition = new() { Steps = [new() { Key = "k", Skill = "s" }] } }, Skill with { Composition = new() { Steps = [new() { Key = "k", Skill = "t" }] } }],
    };

    // What describes a skill, decides whether it runs, or has a part of the key of its own.
    private static readonly Dictionary<string, Skill> DoesNotMatter = new()
    {
        [nameof(Skill.Name)] = Skill with { Name = "other" },
        [nameof(Skill.Slug)] = Skill with { Slug = "other" },
        [nameof(Skill.Description)] = Skill with { Description = "other" },
        [nameof(Skill.Tags)] = Skill with { Tags = ["other"] },
        [nameof(Skill.SecretInputs)] = Skill with { SecretInputs = ["/text"] },
        [nameof(Skill.Cache)] = Skill with { Cache = new() { Ttl = TimeSpan.FromMinutes(1) } },
        [nameof(Skill.Limits)] = Skill with { Limits = new() { Attempts = 2 } },
        [nameof(Skill.Status)] = Skill with { Status = SkillStatus.Draft },
        [nameof(Skill.Replacement)] = Skill with { Replacement = "other" },
        [nameof(Skill.Variants)] = Skill with { Variants = [new("v", 0.5, Skill)] },
    };

    [Fact]
    public void EveryPropertyIsKnownHere() => Assert.Equal(
        typeof(Skill).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static p => p.CanWrite).Select(static p => p.Name).Order(),
        Matters.Keys.Concat(DoesNotMatter.Keys).Order());

    [Fact]
    public void WhatCanChangeAResultChangesTheHash()
    {
        var all = Matters.Values.SelectMany(static skills => skills).Prepend(Skill).ToList();

        Assert.Equal(all.Count, all.Select(SkillHash.Of).Distinct().Count());
    }

    [Fact]
    public void TheExplanationOfAKeyNamesThePartThatChanged() => Assert.All(
        Matters.Where(static row => row.Key is not (nameof(Skill.Id) or nameof(Skill.Version))),
        static row => Assert.All(row.Value, changed => Assert.Contains(ChangedParts(changed), static name => name.StartsWith("skill.", StringComparison.Ordinal) && name != "skill.content")));

    [Fact]
    public void WhatCannotChangeAResultLeavesTheHash() => Assert.All(DoesNotMatter, static row => Assert.True(SkillHash.Of(Skill) == SkillHash.Of(row.Value), row.Key));

    [Fact]
    public void TheSpellingOfASchemaDoesNotMatter() => Assert.Equal(
        SkillHash.Of(Skill with { InputSchema = Json("""{"type":"object","minProperties":1}""") }),
        SkillHash.Of(Skill with { InputSchema = Json("""{ "minProperties": 1.0, "type": "obj\u0065ct" }""") }));

    private static IEnumerable<string> ChangedParts(Skill changed) =>
        CacheKeyExplainer.Explain(CacheSome.Request(Skill)).Except(CacheKeyExplainer.Explain(CacheSome.Request(changed))).Select(static part => part.Name);

    private static JsonElement Json(string json) => JsonElement.Parse(json);
}
