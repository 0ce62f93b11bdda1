using System.Text.Json;

namespace Skills.Engine.Outputs;

/// <summary>Conditions of a schema under <c>x-assert</c>.</summary>
public sealed class SchemaAssertsTests
{
    [Theory]
    [InlineData("""{"x-assert":["this > 0"]}""", "1", "")]
    [InlineData("""{"x-assert":["this > 0"]}""", "0", "@this > 0")]
    [InlineData("""{"x-assert":["this > 0","this < 10","this != 5"]}""", "12", "@this < 10")]
    [InlineData("""{"x-assert":["this > 0","this < 10","this < 5"]}""", "20", "@this < 10 @this < 5")]
    [InlineData("""{"x-assert":[["positive","this > 0"]]}""", "-1", "@this > 0")]
    [InlineData("""{"x-assert":[["positive","this > 0"]]}""", "1", "")]
    [InlineData("""{"x-assert":[[]]}""", "1", "@[]")]
    [InlineData("""{"x-assert":["this >"]}""", "1", "@this >")]
    [InlineData("""{"x-assert":["this.a.b.c"]}""", "1", "@this.a.b.c")]
    [InlineData("""{"x-assert":"this > 0"}""", "-1", "")]
    [InlineData("""{"properties":{"n":{"x-assert":["this > 0"]}}}""", """{"n":-1,"m":-1}""", "/n@this > 0")]
    [InlineData("""{"properties":{"a/b":{"properties":{"n":{"x-assert":["this > 0"]}}}}}""", """{"a/b":{"n":-1}}""", "/a~1b/n@this > 0")]
    [InlineData("""{"items":{"x-assert":["this > 0"]}}""", "[1,-1,2,-2]", "/1@this > 0 /3@this > 0")]
    [InlineData("""{"items":{"properties":{"n":{"x-assert":["this > 0"]}}}}""", """[{"n":1},{"n":0}]""", "/1/n@this > 0")]
    [InlineData("""{"x-assert":["this.low <= this.high"],"properties":{"low":{"x-assert":["this > 0"]}}}""", """{"low":0,"high":-1}""", "@this.low <= this.high /low@this > 0")]
    [InlineData("""{"properties":{"n":{"$ref":"#/$defs/p"}},"$defs":{"p":{"x-assert":["this > 0"]}}}""", """{"n":0}""", "/n@this > 0")]
    [InlineData("""{"allOf":[{"x-assert":["this > 0"]},{"x-assert":["this > 1"]}]}""", "1", "@this > 1")]
    public void AConditionIsCheckedAtItsPlace(string schema, string value, string broken)
    {
        var asserts = SchemaAsserts.Of(JsonElement.Parse(schema))!;

        for (var twice = 0; twice < 2; twice++)
        {
            Assert.Equal(broken, string.Join(' ', asserts.Check(JsonElement.Parse(value)).Select(static e => $"{e.Path}@{e.Message["The condition ".Length..^" does not hold.".Length]}")));
        }
    }

    [Fact]
    public void ASchemaWithoutConditionsHasNone() => Assert.Null(SchemaAsserts.Of(JsonElement.Parse("""{"type":"integer"}""")));

    [Theory]
    [InlineData("""{"n":3}""", "")]
    [InlineData("""{"n":-3}""", "output.x-assert /n")]
    [InlineData("""{"n":"many"}""", "output.type /n")]
    public void AnOutputThatBreaksAConditionIsAViolation(string reply, string broken)
    {
        var skill = new Skill { Id = "s", Name = "S", OutputSchema = JsonElement.Parse("""{"type":"object","properties":{"n":{"type":"integer","x-assert":["this > 0"]}},"required":["n"]}""") };
        var validator = SchemaSeam.Validator();

        var check = validator.ValidateText(skill, reply);
        var value = validator.ValidateValue(skill, JsonElement.Parse(reply));

        Assert.Equal(broken, string.Join(' ', check.Errors.Select(static e => $"{e.Code} {e.Path}")));
        Assert.Equal((broken.Length == 0 ? OutputFailure.None : OutputFailure.Violations, broken.Length == 0), (check.Failure, check.IsValid));
        Assert.Equal((broken, check.IsValid), (string.Join(' ', value.Errors.Select(static e => $"{e.Code} {e.Path}")), value.IsValid));
    }
}
