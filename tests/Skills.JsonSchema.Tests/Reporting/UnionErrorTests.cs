namespace Skills.JsonSchema.Tests.Reporting;

public sealed class UnionErrorTests
{
    private const string Shapes = """
        {"oneOf":[{"$ref":"#/$defs/circle"},{"$ref":"#/$defs/rect"}],"$defs":{
          "circle":{"type":"object","properties":{"kind":{"const":"circle"},"r":{"type":"number"}},"required":["kind","r"]},
          "rect":{"type":"object","properties":{"kind":{"const":"rect"},"w":{"type":"number"}},"required":["kind","w"]}}}
        """;

    [Theory]
    [InlineData("""{"kind":"rectangle"}""", "The value matches none of the 2 alternatives: /kind: \"rectangle\" is not one of \"circle\", \"rect\".")]
    [InlineData("""{"kind":"cicle"}""", "The value matches none of the 2 alternatives: /kind: \"cicle\" is not one of \"circle\", \"rect\". Did you mean \"circle\"?")]
    [InlineData("""{"w":1}""", "The value matches none of the 2 alternatives: (root): The property \"kind\" is missing; it says which alternative is meant: \"circle\", \"rect\".")]
    [InlineData("""{"kind":"rect","w":"1"}""", "The value matches none of the 2 alternatives; the nearest is \"rect\" (/oneOf/1), where /w: \"1\" is a string, but must be a number.")]
    [InlineData("3", "The value matches none of the 2 alternatives; the nearest is \"circle\" (/oneOf/0), where (root): 3 is an integer, but must be an object.")]
    public void ATagSaysWhichAlternativeIsMeant(string instance, string message) => Assert.Equal(message, Message(Shapes, instance));

    [Theory]
    [InlineData("""{"anyOf":[{"title":"Small","maximum":1},{"minimum":9}]}""", "5", "The value matches none of the 2 alternatives; the nearest is \"Small\" (/anyOf/0), where (root): 5 is greater than the maximum of 1.")]
    [InlineData("""{"oneOf":[{"title":"A","minimum":1},{"$ref":"#/$defs/b"}],"$defs":{"b":{"maximum":9}}}""", "5", "The value matches 2 of the 2 alternatives (\"A\" (/oneOf/0), \"b\" (/oneOf/1)), but must match exactly one.")]
    public void AnAlternativeIsCalledByItsTitleOrItsDefinition(string schema, string instance, string message) => Assert.Equal(message, Message(schema, instance));

    [Fact]
    public void AFaultTwoUnionsDeepIsToldOnce()
    {
        var message = Message("""{"anyOf":[{"anyOf":[{"properties":{"a":{"type":"string"}}},false]},false]}""", """{"a":1}""");

        Assert.Equal("The value matches none of the 2 alternatives; the nearest is /anyOf/0, where /a: 1 is an integer, but must be a string.", message);
    }

    [Theory]
    [InlineData("""{"not":{"required":["a"]}}""", """{"a":1}""", "{\"a\":1} must not match {\"required\":[\"a\"]}.")]
    [InlineData("""{"contains":{"type":"string"},"minContains":2}""", """["a"]""", "1 item of the array matches {\"type\":\"string\"}; at least 2 are needed.")]
    [InlineData("""{"contains":{"type":"string"},"maxContains":1}""", """["a","b"]""", "2 items of the array match {\"type\":\"string\"}; at most 1 is allowed.")]
    [InlineData("""{"if":{"properties":{"a":{"const":1}}},"then":{"required":["b"]}}""", """{"a":1}""", "The property \"b\" is missing. It is asked for because the value matches {\"properties\":{\"a\":{\"const\":1}}}.")]
    [InlineData("""{"if":{"const":1},"else":{"minimum":5}}""", "3", "3 is less than the minimum of 5. It is asked for because the value does not match {\"const\":1}.")]
    public void ConditionsAndNegationsSayWhatTheyAsk(string schema, string instance, string message) => Assert.Equal(message, Message(schema, instance));

    private static string Message(string schema, string instance) => Assert.Single(Some.Schema(schema).Validate(Some.Json(instance)).Errors).Message;
}
