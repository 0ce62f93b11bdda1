using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;
using Skills.JsonSchema;

namespace Skills.Engine.Testing.Tests;

public sealed class DryRunTests
{
    private static readonly JsonElement Empty = JsonElement.Parse("{}");

    /// <summary>Shapes as people write them in skills.</summary>
    [Theory]
    [InlineData("""{"type":"object","properties":{"greeting":{"type":"string"}},"required":["greeting"],"additionalProperties":false}""")]
    [InlineData("""{"type":"object","properties":{"n":{"type":"integer","minimum":3,"exclusiveMaximum":4},"x":{"type":"number","exclusiveMinimum":0,"maximum":0.5},"m":{"type":"number","multipleOf":0.25,"minimum":0.3}},"required":["n","x","m"]}""")]
    [InlineData("""{"type":"object","properties":{"s":{"type":"string","minLength":20,"maxLength":25},"t":{"type":"string","maxLength":2},"p":{"type":"string","pattern":"^[A-Z]{3}-\\d{4}$"},"q":{"type":"string","pattern":"^(low|high)$"}},"required":["s","t","p","q"]}""")]
    [InlineData("""{"type":"object","properties":{"d":{"type":"string","format":"date"},"e":{"type":"string","format":"email"},"u":{"type":"string","format":"uuid"},"l":{"type":"string","format":"uri"},"a":{"type":"string","format":"date-time"}},"required":["d","e","u","l","a"]}""")]
    [InlineData("""{"type":"array","items":{"type":"string"},"minItems":3,"uniqueItems":true}""")]
    [InlineData("""{"type":"array","items":{"enum":["a","b","c"]},"minItems":2,"maxItems":2,"uniqueItems":true}""")]
    [InlineData("""{"type":"array","prefixItems":[{"type":"string"},{"type":"integer"}],"items":false,"minItems":2}""")]
    [InlineData("""{"type":"object","properties":{"kind":{"const":"a"},"level":{"enum":["low","high"]},"flag":{"type":"boolean"},"none":{"type":"null"},"maybe":{"type":["string","null"]}},"required":["kind","level","flag","none","maybe"]}""")]
    [InlineData("""{"type":"object","properties":{"tree":{"$ref":"#/$defs/node"}},"required":["tree"],"$defs":{"node":{"type":"object","properties":{"name":{"type":"string"},"children":{"type":"array","items":{"$ref":"#/$defs/node"}}},"required":["name","children"]}}}""")]
    [InlineData("""{"oneOf":[{"type":"object","properties":{"ok":{"const":true},"value":{"type":"string"}},"required":["ok","value"]},{"type":"object","properties":{"ok":{"const":false},"error":{"type":"string"}},"required":["ok","error"]}]}""")]
    [InlineData("""{"type":"object","allOf":[{"properties":{"a":{"type":"string"}},"required":["a"]},{"properties":{"a":{"minLength":10},"b":{"type":"integer"}},"required":["b"]}]}""")]
    [InlineData("""{"type":"object","additionalProperties":{"type":"integer"},"minProperties":2}""")]
    [InlineData("""{"type":"object","patternProperties":{"^x-":{"type":"integer"}},"required":["x-a"],"additionalProperties":false}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"dependentRequired":{"a":["b"]},"required":["a"]}""")]
    [InlineData("""{"type":"object","properties":{"type":{"enum":["x","y"]},"v":{}},"required":["type"],"if":{"properties":{"type":{"const":"x"}}},"then":{"required":["v"],"properties":{"v":{"type":"integer"}}},"else":{"required":["w"]}}""")]
    [InlineData("""{"type":"object","properties":{"list":{"type":"array","contains":{"const":5},"minItems":1}},"required":["list"]}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string","not":{"const":"text"}}},"required":["a"]}""")]
    [InlineData("""{"type":"object","properties":{"p":{"$ref":"#/$defs/p"}},"required":["p"],"$defs":{"p":{"type":"object","properties":{"first_name":{"type":"string","minLength":9},"age":{"type":"integer","minimum":20}},"required":["first_name","age"],"additionalProperties":false}}}""")]
    [InlineData("""{"type":"object","properties":{"p":{"$ref":"#q"}},"required":["p"],"$defs":{"p":{"$anchor":"q","type":"object","properties":{"first_name":{"type":"string","minLength":9},"age":{"type":"integer","minimum":20}},"required":["first_name","age"],"additionalProperties":false}}}""")]
    [InlineData("""{"$id":"https://example.org/a","type":"object","properties":{"p":{"$ref":"p"}},"required":["p"],"$defs":{"p":{"$id":"p","type":"object","properties":{"first_name":{"type":"string","minLength":9},"age":{"type":"integer","minimum":20}},"required":["first_name","age"],"additionalProperties":false}}}""")]
    [InlineData("""{"type":"object","properties":{"p":{"allOf":[{"$ref":"#/$defs/p"}],"description":"d"}},"required":["p"],"$defs":{"p":{"type":"object","properties":{"first_name":{"type":"string","minLength":9},"age":{"type":"integer","minimum":20}},"required":["first_name","age"],"additionalProperties":false}}}""")]
    [InlineData("""{"type":"object","properties":{"p":{"anyOf":[{"type":"null"},{"$ref":"#/$defs/p"}]}},"required":["p"],"$defs":{"p":{"type":"object","properties":{"first_name":{"type":"string","minLength":9},"age":{"type":"integer","minimum":20}},"required":["first_name","age"],"additionalProperties":false}}}""")]
    [InlineData("""{"type":"object","properties":{"k":{"const":"x"}},"required":["k"],"if":{"properties":{"k":{"const":"x"}}},"then":{"properties":{"p":{"type":"object","properties":{"first_name":{"type":"string","minLength":9},"age":{"type":"integer","minimum":20}},"required":["first_name","age"],"additionalProperties":false}},"required":["p"]}}""")]
    [InlineData("""{"type":"object","properties":{"p":{"type":"object","properties":{"first_name":{"type":"string","minLength":9},"age":{"type":"integer","minimum":20}},"required":["first_name","age"],"additionalProperties":false},"next":{"$ref":"#"}},"required":["p"]}""")]
    [InlineData("""{"type":"string"}""")]
    [InlineData("true")]
    [InlineData("{}")]
    public async Task AValueIsMadeFromTheSchemaAndIsValid(string schema)
    {
        var text = await RunAsync(Skill(schema));
        Assert.True(JsonSchemaValidator.Compile(JsonElement.Parse(schema), new JsonSchemaOptions { AssertFormat = true }).IsValid(JsonElement.Parse(text)), text);
        Assert.Equal(text, await RunAsync(Skill(schema)));
    }

    [Fact]
    public async Task TheFirstValidExampleIsTheAnswer()
    {
        var skill = Skill("""{"type":"object","required":["a"]}""") with
        {
            Examples = [new(Empty, JsonElement.Parse("""{"b":1}""")), new(Empty, JsonElement.Parse("""{"a":"grüße"}""")), new(Empty, JsonElement.Parse("""{"a":3}"""))],
        };
        Assert.Equal("""{"a":"grüße"}""", await RunAsync(skill));
    }

    [Fact]
    public async Task TextSkillsGetTheirText()
    {
        var skill = Skill("""{"type":"object","properties":{"notes":{"type":"string"}},"required":["notes"]}""") with
        {
            Output = new() { Format = OutputFormat.Markdown },
            Examples = [new(Empty, JsonElement.Parse("""{"notes":"# Notes"}"""))],
        };
        Assert.Equal("# Notes", await RunAsync(skill));
    }

    [Fact]
    public async Task ASchemaNothingSatisfiesAsksForAnExample()
    {
        var error = await Assert.ThrowsAsync<ModelException>(() => RunAsync(Skill("""{"type":"object","required":["a"],"properties":{"a":false}}""")));
        Assert.Contains("Add an example", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ItIsFreeNamedAndThereOnlyWhenAdded()
    {
        await using var without = Services(b => { });
        Assert.Empty(without.GetServices<IModelClient>());
        Assert.Null(ActivatorUtilities.CreateInstance<ModelCatalog>(without).Find("dry-run"));

        await using var with = Services(b => b.AddDryRun().AddDryRun());
        var model = ActivatorUtilities.CreateInstance<ModelCatalog>(with).Find("dry-run")!;
        var reply = await Assert.Single(with.GetServices<IModelClient>()).InvokeAsync(new() { Model = model, Messages = [new(MessageRole.User, "x")] }, TestContext.Current.CancellationToken);
        Assert.Equal("dry-run", reply.ModelName);
        Assert.Equal(Cost.Zero, CostCalculator.CostOf(model, reply.Usage, new(2026, 1, 1)));
    }

    [Fact]
    public async Task BesideAnotherProviderItAnswersOnlyWhatNamesIt()
    {
        var fake = new FakeModelClient();
        await using var engine = SkillsEngine.Create(b => b.AddDryRun().AddModelClient(fake, fake.Model() with { Quality = 0, Prices = [new() { Input = 9, Output = 9 }] }));
        var skill = Skill("""{"type":"object"}""") with { PromptTemplate = "x", Cache = new() { Enabled = false } };
        var cancellationToken = TestContext.Current.CancellationToken;

        var plain = await engine.ExecuteAsync(skill, cancellationToken: cancellationToken);
        var pinned = await engine.ExecuteAsync(skill, context: new() { Model = "dry-run" }, cancellationToken: cancellationToken);
        var preferred = await engine.ExecuteAsync(skill with { ModelPreferences = new() { PreferredModels = ["dry-run"] } }, cancellationToken: cancellationToken);

        Assert.Equal(["fake", "dry-run", "dry-run"], new[] { plain, pinned, preferred }.Select(static r => r.EnsureSuccess().ModelProvider));
        Assert.Contains(plain.Routing!.Candidates, static c => c is { Model: "dry-run", DroppedBy: "pin" } && c.Reason.Contains("by name", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ItNeverStandsInForAProviderThatFailsOrLacksItsKey()
    {
        var failing = new FakeModelClient();
        failing.Respond((_, _) => throw new ModelException(ModelErrorKind.Auth, "The key was not accepted."));
        var keyless = new FakeModelClient("keyless") { Provider = new("keyless", "Set KEYLESS_KEY.") };
        foreach (var client in (FakeModelClient[])[failing, keyless])
        {
            await using var engine = SkillsEngine.Create(b => b.AddDryRun().AddModelClient(client, client.Model()));

            var result = await engine.ExecuteAsync(Skill("""{"type":"object"}""") with { PromptTemplate = "x" }, cancellationToken: TestContext.Current.CancellationToken);

            Assert.False(result.IsSuccess);
            Assert.DoesNotContain(result.Attempts, static a => a.ModelProvider == "dry-run");
        }
    }

    private static Skill Skill(string schema) => new() { Id = "s", Name = "S", OutputSchema = JsonElement.Parse(schema) };

    private static async Task<string> RunAsync(Skill skill)
    {
        await using var services = Services(b => b.AddDryRun());
        var request = new ModelRequest
        {
            Model = ActivatorUtilities.CreateInstance<ModelCatalog>(services).Find("dry-run")!,
            Messages = [new(MessageRole.User, "x")],
            Skill = skill,
            Output = new("output", skill.OutputSchema),
        };
        return (await services.GetRequiredService<IModelClient>().InvokeAsync(request, TestContext.Current.CancellationToken)).Text;
    }

    private static ServiceProvider Services(Action<SkillsEngineBuilder> add)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        add(services.AddSkillsEngine());
        return services.BuildServiceProvider();
    }
}
