using System.Text.Json;

namespace Skills.JsonSchema.Tests.Safety;

/// <summary>Listing errors takes no more than a bound, whatever the schema does to it.</summary>
public sealed class ExplanationBoundTests
{
    private const long Mebibyte = 1024 * 1024;

    [Theory]
    [InlineData("anyOf", 40)]
    [InlineData("oneOf", 16)]
    [InlineData("allOf", 40)]
    public void AUnionOfUnionsIsExplainedOnce(string keyword, int levels)
    {
        var definitions = Enumerable.Range(1, levels - 1).Select(k => $$$$"""
            "d{{{{k}}}}":{"{{{{keyword}}}}":[{"$ref":"#/$defs/d{{{{k - 1}}}}"},{"$ref":"#/$defs/d{{{{k - 1}}}}"}]}
            """);
        var schema = Some.Schema($$$"""{"$ref":"#/$defs/d{{{levels - 1}}}","$defs":{"d0":{"type":"string"},{{{string.Join(',', definitions)}}}}}""");
        var before = GC.GetAllocatedBytesForCurrentThread();

        var result = schema.Validate(Some.Json("1"));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 * Mebibyte);
        Assert.Contains("1 is an integer, but must be a string.", Assert.Single(result.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ManyErrorsEndAtTheMemoryTheyMayTake()
    {
        var branches = string.Join(',', Enumerable.Range(0, 50).Select(i => $$"""{"required":["a{{i}}","b{{i}}"],"properties":{"x":{"type":"string"} } }"""));
        var schema = Some.Schema($$$"""{"items":{"anyOf":[{{{branches}}}]}}""");
        var instance = JsonSerializer.SerializeToElement(Enumerable.Repeat(new { x = 1 }, 20_000));
        var before = GC.GetAllocatedBytesForCurrentThread();

        var result = schema.Validate(instance);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256 * Mebibyte);
        Assert.True(result.IsTruncated);
        Assert.False(result.IsValid);
    }

    [Fact]
    public void OfAWideUnionOnlyTheAlternativeThatIsMeantIsLookedInto()
    {
        var branches = string.Join(',', Enumerable.Range(0, 118).Select(i =>
            $$"""{"properties":{"resourceType":{"const":"R{{i}}"},"status":{"enum":["a","b"]} },"required":["resourceType","id"],"additionalProperties":false}"""));
        var schema = Some.Schema($$"""{"oneOf":[{{branches}}]}""");

        var error = Assert.Single(schema.Validate(Some.Json("""{"resourceType":"R77","status":"c","x":1}""")).Errors);

        Assert.Equal(
            ["/status #/oneOf/77/properties/status/enum", " #/oneOf/77/additionalProperties", " #/oneOf/77/required"],
            error.Causes.Select(cause => $"{cause.InstanceLocation} {cause.SchemaLocation}"));
    }

    [Fact]
    public void TheMostStepsAreNamedAsTheyAre()
    {
        var schema = Some.Schema("""{"items":{"type":"integer"}}""");
        var instance = JsonSerializer.SerializeToElement(Enumerable.Repeat(1, 1_000_001));

        var exception = Assert.Throws<JsonSchemaLimitException>(() => schema.Annotate(instance));

        Assert.Contains("more than 1000000 steps", exception.Message, StringComparison.Ordinal);
    }
}
