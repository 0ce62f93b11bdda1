using System.Text.Json;
using Microsoft.Extensions.Options;
using Skills.Engine.Inputs;

namespace Skills.Engine.Tests.SchemaForms;

/// <summary>Input naming and input defaults, for each way in which a schema can declare the properties of a place.</summary>
public sealed class InputFormTests
{
    private static readonly IOptions<SkillsEngineOptions> Defaults = Options.Create(new SkillsEngineOptions());

    private const string Person = """{"type":"object","properties":{"first_name":{"type":"string"},"level":{"type":"string","default":"junior"}},"required":["first_name"],"additionalProperties":false}""";

    /// <summary>Each form declares <c>person</c> as an object with <c>first_name</c> and <c>level</c>.</summary>
    private static readonly Dictionary<string, string> Forms = new()
    {
        ["inline"] = Of("""{"type":"object","properties":{"person":PERSON}}"""),
        ["#/$defs"] = Of("""{"type":"object","properties":{"person":{"$ref":"#/$defs/p"}},"$defs":{"p":PERSON}}"""),
        ["$anchor"] = Of("""{"type":"object","properties":{"person":{"$ref":"#person"}},"$defs":{"p":PERSON}}""", "\"$anchor\":\"person\","),
        ["$id"] = Of("""{"$id":"https://example.test/root","type":"object","properties":{"person":{"$ref":"person"}},"$defs":{"p":PERSON}}""", "\"$id\":\"person\","),
        ["allOf"] = Of("""{"type":"object","properties":{"person":{"allOf":[PERSON]}}}"""),
        ["nullable anyOf"] = Of("""{"type":"object","properties":{"person":{"anyOf":[PERSON,{"type":"null"}]}}}"""),
        ["if/then"] = Of("""{"type":"object","properties":{"person":{"if":{"type":"object"},"then":PERSON}}}"""),
        ["recursive"] = """{"type":"object","properties":{"person":{"$ref":"#/$defs/p"}},"$defs":{"p":{"type":"object","properties":{"first_name":{"type":"string"},"level":{"type":"string","default":"junior"},"friend":{"$ref":"#/$defs/p"}},"required":["first_name"],"additionalProperties":false}}}""",
    };

    public static TheoryData<string> Names => [.. Forms.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void APropertyOfADotNetObjectFindsItsDeclaredName(string form)
    {
        var check = Validate(form, new { Person = new { FirstName = "Ada", Level = "senior" } });

        Assert.Empty(check.Errors);
        Assert.Equal("""{"person":{"first_name":"Ada","level":"senior"}}""", check.Value!.Value.GetRawText());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ADefaultBehindTheFormIsFilledIn(string form)
    {
        var check = Validate(form, new { Person = new { FirstName = "Ada" } });

        Assert.Empty(check.Errors);
        Assert.Equal("junior", check.Value!.Value.GetProperty("person").GetProperty("level").GetString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AJsonElementKeepsItsNames(string form) =>
        Assert.NotEmpty(Validate(form, JsonElement.Parse("""{"person":{"FirstName":"Ada"}}""")).Errors);

    [Fact]
    public void NamesAreFittedAtEveryDepthOfARecursiveSchema()
    {
        var check = Validate("recursive", new { Person = new { FirstName = "Ada", Friend = new { FirstName = "Grace", Friend = new { FirstName = "Edith" } } } });

        Assert.Empty(check.Errors);
        Assert.Equal("Edith", check.Value!.Value.GetProperty("person").GetProperty("friend").GetProperty("friend").GetProperty("first_name").GetString());
    }

    [Fact]
    public void NamesWithinListsAreFitted()
    {
        var check = Validate(JsonElement.Parse(Of("""{"type":"object","properties":{"people":{"type":"array","items":{"$ref":"#/$defs/p"}}},"$defs":{"p":PERSON}}""")), new { People = new[] { new { FirstName = "Ada" } } });

        Assert.Empty(check.Errors);
        Assert.Equal("Ada", check.Value!.Value.GetProperty("people")[0].GetProperty("first_name").GetString());
    }

    // A keyword such as $anchor goes into the person's own schema.
    private static string Of(string schema, string keyword = "") => schema.Replace("PERSON", "{" + keyword + Person[1..], StringComparison.Ordinal);

    private static InputValidation Validate(string form, object inputs) => Validate(JsonElement.Parse(Forms[form]), inputs);

    private static InputValidation Validate(JsonElement schema, object inputs) =>
        new SchemaInputValidator(new(new JsonSchemaCompiler(), Defaults), Defaults).Validate(new() { Id = "forms", Name = "Forms", InputSchema = schema }, inputs);
}
