using Skills.Engine.Providers.Anthropic;
using Skills.Engine.Providers.Google;
using Skills.Engine.Providers.Local;
using Skills.Engine.Providers.OpenAI;
using Skills.Engine.Providers.Schemas;
using Skills.Engine.Testing;

namespace Skills.Engine.Providers.Tests.Lowering;

/// <summary>Schemas that a vendor would refuse are never sent natively, and a refusal that comes anyway costs one round trip.</summary>
public sealed class RefusalTests
{
    private static readonly SchemaDialect OpenAI = new OpenAIWire(new()).Dialect;
    private static readonly SchemaDialect Anthropic = new AnthropicWire(new()).Dialect;
    private static readonly SchemaDialect Google = new GoogleWire(new()).Dialect;
    private static readonly SchemaDialect Ollama = new LocalWire(new() { Api = LocalApi.Ollama }).Dialect;

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{}},"required":["a"]}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"array"}},"required":["a"]}""")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#","type":"object","properties":{"a":{"type":"array","items":[{"type":"string"}]}},"required":["a"]}""")]
    public void ASchemaWithoutTypesOrWithTuplesIsNotSentAsStrict(string schema)
    {
        Assert.NotEqual(true, LoweredSchema.Lower(Some.Json(schema), OpenAI)?.Strict);
        Assert.Null(LoweredSchema.Lower(Some.Json(schema), Anthropic));
    }

    [Fact]
    public void TuplesOfDraft7AreRewrittenForGoogle() => Assert.Equal(
        """{"type":"array","prefixItems":[{"type":"string"},{"type":"integer"}]}""",
        LoweredSchema.Lower(Some.Json("""{"$schema":"http://json-schema.org/draft-07/schema#","type":"array","items":[{"type":"string"},{"type":"integer"}]}"""), Google)!.Schema.GetRawText());

    [Fact]
    public void AMissingTypeAtTheRootIsAdded() =>
        Assert.Equal("object", LoweredSchema.Lower(Some.Json("""{"properties":{"a":{"type":"string"}}}"""), OpenAI)!.Schema.GetProperty("type").GetString());

    [Fact]
    public void TenLevelsOfObjectsAreSentAndElevenAreNot()
    {
        Assert.True(LoweredSchema.Lower(Some.Json(Nested(10)), OpenAI)!.Strict);
        Assert.False(LoweredSchema.Lower(Some.Json(Nested(11)), OpenAI)!.Strict);
    }

    [Theory]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    public void ATooLongEnumIsNotSentAsStrict(int values, bool strict)
    {
        var schema = $$$"""{"type":"object","properties":{"a":{"enum":[{{{string.Join(',', Enumerable.Range(0, values))}}}]}},"required":["a"]}""";

        Assert.Equal(strict, LoweredSchema.Lower(Some.Json(schema), OpenAI)!.Strict);
    }

    [Fact]
    public void ALargeEnumOfLongTextsIsNotSentAsStrict()
    {
        var schema = $$$"""{"type":"object","properties":{"a":{"enum":[{{{string.Join(',', Enumerable.Range(0, 300).Select(static i => $"\"{new string('x', 60)}{i}\""))}}}]}},"required":["a"]}""";

        Assert.False(LoweredSchema.Lower(Some.Json(schema), OpenAI)!.Strict);
    }

    [Theory]
    [InlineData(24, """{"type":"string"}""", true)]
    [InlineData(25, """{"type":"string"}""", false)]
    [InlineData(16, """{"type":["string","integer"]}""", true)]
    [InlineData(17, """{"type":["string","integer"]}""", false)]
    public void AnthropicsCountsOfOptionalPropertiesAndUnionsAreKept(int count, string property, bool fits)
    {
        var schema = $$$"""{"type":"object","properties":{{{{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"p{i}\":{property}"))}}}}}""";

        Assert.Equal(fits, LoweredSchema.Lower(Some.Json(schema), Anthropic) is not null);
    }

    [Fact]
    public void KeywordsBesideAReferenceAreKept()
    {
        const string Schema = """{"type":"object","properties":{"a":{"$ref":"#/$defs/A","description":"home address","maxLength":5}},"required":["a"],"$defs":{"A":{"type":"string","pattern":"^[a-z]+$"}}}""";

        Assert.Equal(
            """{"type":"string","pattern":"^[a-z]+$","description":"home address (maxLength: 5)"}""",
            LoweredSchema.Lower(Some.Json(Schema), OpenAI)!.Schema.GetProperty("properties").GetProperty("a").GetRawText());
    }

    [Fact]
    public void ADescriptionBesideARecursiveReferenceIsKept()
    {
        const string Schema = """{"$ref":"#/$defs/node","$defs":{"node":{"type":"object","properties":{"next":{"$ref":"#/$defs/node","description":"The next."},"v":{"type":"string"}},"required":["v"]}}}""";
        var node = LoweredSchema.Lower(Some.Json(Schema), Google)!.Schema;

        Assert.Equal("""{"anyOf":[{"$ref":"#/$defs/node"}],"description":"The next."}""", node.GetProperty("properties").GetProperty("next").GetRawText());
    }

    [Fact]
    public void AReferenceToTheRootFollowsItIntoTheWrapper()
    {
        const string Schema = """{"anyOf":[{"type":"number"},{"type":"array","items":{"$ref":"#"}}]}""";
        var lowered = LoweredSchema.Lower(Some.Json(Schema), OpenAI)!;
        var validator = Skills.JsonSchema.JsonSchemaValidator.Compile(lowered.Schema);

        Assert.True(validator.IsValid(Some.Json("""{"value":[1,[2]]}""")));
        Assert.False(validator.IsValid(Some.Json("""{"value":[{"value":1}]}""")));
        Assert.Equal("[1,[2]]", lowered.Raise("""{"value":[1,[2]]}"""));
    }

    [Fact]
    public void AToolsWrapperKeepsReferencesRight()
    {
        var tool = LoweredSchema.ForTool(Some.Json("""{"anyOf":[{"type":"number"},{"type":"array","items":{"$ref":"#"}},{"$ref":"#/$defs/s"},{"$ref":"#t"}],"$defs":{"s":{"const":"s"},"t":{"$anchor":"t","const":"t"}}}"""));
        var validator = Skills.JsonSchema.JsonSchemaValidator.Compile(tool.Schema);

        Assert.All((string[])["""{"value":[1,[2]]}""", """{"value":"s"}""", """{"value":"t"}"""], value => Assert.True(validator.IsValid(Some.Json(value)), value));
        Assert.False(validator.IsValid(Some.Json("""{"value":[{"value":1}]}""")));
    }

    [Fact]
    public void OnlyAssertionsBecomeNotes() => Assert.Equal(
        """{"type":"string","description":"(maxLength: 3)"}""",
        LoweredSchema.Lower(
            Some.Json("""{"type":"object","properties":{"a":{"type":"string","x-order":1,"x-ui":{},"nullable":true,"discriminator":{},"$dynamicAnchor":"T","maxLength":3,"examples":["a"],"deprecated":true}},"required":["a"]}"""),
            OpenAI)!.Schema.GetProperty("properties").GetProperty("a").GetRawText());

    [Fact]
    public void ADynamicReferenceIsFollowed() => Assert.Equal(
        """{"$ref":"#/$defs/t"}""",
        LoweredSchema.Lower(Some.Json("""{"type":"object","properties":{"a":{"$dynamicRef":"#T"}},"required":["a"],"$defs":{"t":{"$dynamicAnchor":"T","type":"string"}}}"""), OpenAI)!
            .Schema.GetProperty("properties").GetProperty("a").GetRawText());

    [Theory]
    [InlineData("""{"a":1,"a":null,"b":"x"}""", """{"a":1,"a":null,"b":"x"}""")]
    [InlineData("""{"a":null,"b":"x","b":"y"}""", """{"b":"x","b":"y"}""")]
    [InlineData("""{"a":null,"b":null}""", "{}")]
    public void ANameThatAppearsTwiceInAReplyIsLeftForTheReader(string reply, string raised) => Assert.Equal(
        raised,
        LoweredSchema.Lower(Some.Json("""{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"string"}},"required":[]}"""), OpenAI)!.Raise(reply));

    [Theory]
    [InlineData("""{"type":"number","minimum":1}""", """{"type":"number","description":"(minimum: 1)"}""")]
    [InlineData("""{"type":"integer","minimum":1}""", """{"type":"integer","minimum":1}""")]
    [InlineData("""{"type":"string","pattern":"^[a-z]{2,3}$"}""", """{"type":"string","pattern":"^[a-z]{2,3}$"}""")]
    [InlineData("""{"type":"string","pattern":"^[^\\]]\\.(a|b)$"}""", """{"type":"string","pattern":"^[^\\]]\\.(a|b)$"}""")]
    [InlineData("""{"type":"string","pattern":"[a-z]"}""", """{"type":"string","description":"(pattern: \"[a-z]\")"}""")]
    [InlineData("""{"type":"string","pattern":"^\\d+$"}""", """{"type":"string","description":"(pattern: \"^\\\\d+$\")"}""")]
    [InlineData("""{"type":"string","pattern":"^a|b$"}""", """{"type":"string","description":"(pattern: \"^a|b$\")"}""")]
    [InlineData("""{"type":"string","pattern":"^(?!x)a$"}""", """{"type":"string","description":"(pattern: \"^(?!x)a$\")"}""")]
    [InlineData("""{"type":"string","pattern":"^a+$","maxLength":3}""", """{"type":"string","maxLength":3,"description":"(pattern: \"^a+$\")"}""")]
    [InlineData("""{"type":"string","format":"email"}""", """{"type":"string","description":"(format: \"email\")"}""")]
    public void WhatTheGrammarOfOllamaIgnoresIsNoted(string schema, string sent) =>
        Assert.Equal(sent, LoweredSchema.Lower(Some.Json(schema), Ollama)!.Schema.GetRawText());

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{}}}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}},"required":["b"]}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}},"patternProperties":{"^x":{"type":"string"}}}""")]
    [InlineData("""{"type":"array","prefixItems":[{"type":"string"}]}""")]
    public void WhatAGrammarWouldReadAsSomethingElseIsAskedForInThePrompt(string schema) => Assert.Null(LoweredSchema.Lower(Some.Json(schema), Ollama));

    [Fact]
    public void AGrammarHasNoReferenceToTheRoot()
    {
        var lowered = LoweredSchema.Lower(Some.Json("""{"type":"object","properties":{"v":{"type":"string"},"next":{"$ref":"#"}},"required":["v"]}"""), Ollama)!.Schema;

        Assert.Equal("#/$defs/root", lowered.GetProperty("properties").GetProperty("next").GetProperty("$ref").GetString());
        Assert.True(Skills.JsonSchema.JsonSchemaValidator.Compile(lowered).IsValid(Some.Json("""{"v":"a","next":{"v":"b"}}""")));
    }

    [Fact]
    public async Task OllamasFailureToMakeAGrammarIsARefusal()
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        server.Enqueue(
            new LoopbackReply { Status = 500, Body = """{"error":"invalid JSON schema in format"}"""u8.ToArray() },
            LoopbackReply.Of("""{"greeting":"Hello"}"""));
        var provider = ProviderCase.Of("ollama");

        var reply = await provider.Client(server).InvokeAsync(provider.Request() with { Output = new("greeting", Some.Schema) }, TestContext.Current.CancellationToken);

        Assert.Equal(("""{"greeting":"Hello"}""", SchemaMode.Prompt), (reply.Text, reply.SchemaMode));
        Assert.Equal(2, server.Requests.Count);
    }

    private static string Nested(int levels) => levels == 1
        ? """{"type":"object","properties":{"v":{"type":"string"}},"required":["v"]}"""
        : $$"""{"type":"object","properties":{"o":{{Nested(levels - 1)}}},"required":["o"]}""";
}
