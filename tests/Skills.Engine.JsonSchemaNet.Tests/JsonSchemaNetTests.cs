using System.Text.Json;
using Skills.Engine.Testing;

namespace Skills.Engine.JsonSchemaNet.Tests;

public sealed class JsonSchemaNetTests
{
    public static TheoryData<string, string, string, string> Violations => new()
    {
        { """{ "type": "object", "properties": { "n": { "type": "integer" } } }""", """{ "n": "x" }""", "/n", "type" },
        { """{ "properties": { "a": { "$ref": "#/$defs/short" } }, "$defs": { "short": { "maxLength": 1 } } }""", """{ "a": "long" }""", "/a", "maxLength" },
        { """{ "required": ["a"] }""", "{}", "", "required" },
        { """{ "additionalProperties": false }""", """{ "b": 1 }""", "/b", "additionalProperties" },
        { """{ "format": "date" }""", "\"tomorrow\"", "", "format" },
        { """{ "anyOf": [{ "type": "string" }, { "type": "null" }] }""", "1", "", "anyOf" },
        { """{ "oneOf": [{ "type": "number" }, { "minimum": 0 }] }""", "1", "", "oneOf" },
        { """{ "not": { "type": "number" } }""", "1", "", "not" },
        { """{ "contains": { "type": "string" } }""", "[1]", "", "contains" },
        { """{ "if": { "type": "number" }, "then": { "maximum": 3 } }""", "4", "", "maximum" },
        { """{ "anyOf": [{ "minLength": 9 }, true], "pattern": "^a" }""", "\"b\"", "", "pattern" },
        { "false", "1", "", "false" },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Violations))]
    public void EachViolationHasItsPathAndKeyword(string schema, string value, string path, string keyword)
    {
        var finding = Assert.Single(Compilers.JsonSchemaNet.Compile(JsonElement.Parse(schema)).Validate(JsonElement.Parse(value)));

        Assert.Equal((path, keyword), (finding.Path, finding.Keyword));
        Assert.EndsWith(".", finding.Message, StringComparison.Ordinal);
        Assert.Contains("#", finding.SchemaPath, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "type": "strin" }""")]
    [InlineData("""{ "$ref": "#/$defs/none" }""")]
    [InlineData("""{ "$ref": "http://localhost:1/never-fetched.json" }""")]
    [InlineData("""{ "$ref": "#" }""")]
    [InlineData("""{ "pattern": "(" }""")]
    [InlineData("3")]
    public void AWrongSchemaIsReportedWhenItIsCompiled(string schema) =>
        Assert.Throws<SchemaCompileException>(() => Compilers.JsonSchemaNet.Compile(JsonElement.Parse(schema)));

    [Fact]
    public void TwoSchemasOfOneIdDoNotMeet()
    {
        var compiler = Compilers.JsonSchemaNet;
        var text = compiler.Compile(JsonElement.Parse("""{ "$id": "https://example.test/one", "type": "string" }"""));
        var number = compiler.Compile(JsonElement.Parse("""{ "$id": "https://example.test/one", "type": "number" }"""));

        Assert.Empty(text.Validate(JsonElement.Parse("\"a\"")));
        Assert.Empty(number.Validate(JsonElement.Parse("1")));
        Assert.NotEmpty(number.Validate(JsonElement.Parse("\"a\"")));
    }

    [Fact]
    public void DefaultsAreFilledIn()
    {
        var schema = Compilers.JsonSchemaNet.Compile(JsonElement.Parse("""{ "properties": { "tone": { "default": "kind" } } }"""));

        Assert.Equal("kind", schema.ApplyDefaults(JsonElement.Parse("{}")).GetProperty("tone").GetString());
    }

    [Fact]
    public async Task AnInvalidInputNeverReachesTheModel()
    {
        var model = new FakeModelClient().Reply("hello");
        await using var engine = SkillsEngine.Create(builder => builder.AddModelClient(model, model.Model()).UseJsonSchemaNet());
        var skill = new Skill
        {
            Id = "greet",
            Name = "Greet",
            PromptTemplate = "Greet {{ name }}",
            InputSchema = JsonElement.Parse("""{ "type": "object", "properties": { "name": { "type": "string", "maxLength": 3 } } }"""),
        };

        var wrong = await engine.ExecuteAsync(skill, new { name = "Alice" }, cancellationToken: Token);
        var right = await engine.ExecuteAsync(skill, new { name = "Bob" }, cancellationToken: Token);

        Assert.Equal(("input.maxLength", "/name"), (Assert.Single(wrong.Errors).Code, wrong.Errors[0].Path));
        Assert.True(right.IsSuccess, right.ErrorMessage);
        Assert.Equal(1, model.Calls);
    }
}
