namespace Skills.JsonSchema.Tests.Defaults;

public sealed class ApplyDefaultsTests
{
    [Theory]
    [InlineData("""{"properties":{"a":{"default":1}}}""", "{}", """{"a":1}""")]
    [InlineData("""{"properties":{"a":{"default":1}}}""", """{"a":2}""", """{"a":2}""")]
    [InlineData("""{"properties":{"a":{"default":1}}}""", "[]", "[]")]
    [InlineData("""{"properties":{"a":{"default":{},"properties":{"b":{"default":[]}}}}}""", "{}", """{"a":{"b":[]}}""")]
    [InlineData("""{"properties":{"a":{"properties":{"b":{"default":2}}}}}""", """{ "a" : { "c": 1e2 } }""", """{"a":{"c":1e2,"b":2}}""")]
    [InlineData("""{"properties":{"a":{"properties":{"b":{"default":2}}}}}""", "{}", "{}")]
    [InlineData("""{"items":{"properties":{"b":{"default":2}}}}""", """[{},{"b":1},3]""", """[{"b":2},{"b":1},3]""")]
    [InlineData("""{"$ref":"#/$defs/x","$defs":{"x":{"properties":{"a":{"$ref":"#/$defs/y"}}},"y":{"default":null}}}""", "{}", """{"a":null}""")]
    [InlineData("""{"allOf":[{"properties":{"a":{"default":1}}},{"properties":{"b":{"default":2}}}]}""", "{}", """{"a":1,"b":2}""")]
    [InlineData("""{"if":{"required":["x"]},"then":{"properties":{"a":{"default":1}}},"else":{"properties":{"b":{"default":2}}}}""", """{"x":0}""", """{"x":0,"a":1}""")]
    [InlineData("""{"oneOf":[{"properties":{"k":{"const":1},"a":{"default":1}}},{"properties":{"k":{"const":2},"a":{"default":2}}}]}""", """{"k":2}""", """{"k":2,"a":2}""")]
    [InlineData("""{"properties":{"\"\\":{"default":"é\n"}}}""", "{}", """{"\"\\":"é\n"}""")]
    [InlineData("""{"additionalProperties":{"properties":{"a":{"default":1}}}}""", """{"x":{}}""", """{"x":{"a":1}}""")]
    [InlineData("""{"allOf":[{"properties":{"a":{"default":1}}},{"properties":{"a":{"default":2}}}]}""", "{}", """{"a":1}""")]
    [InlineData("""{"allOf":[{"properties":{"x":{"properties":{"b":{"default":2}}}}},{"additionalProperties":{"properties":{"a":{"default":1}}}}]}""", """{"x":{}}""", """{"x":{"b":2,"a":1}}""")]
    [InlineData("""{"properties":{"x":{}},"additionalProperties":{"properties":{"a":{"default":1}}}}""", """{"x":{}}""", """{"x":{}}""")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#","properties":{"a":{"$ref":"#/definitions/x","default":1}},"definitions":{"x":{"default":2}}}""", "{}", """{"a":2}""")]
    [InlineData("""{"properties":{"a":{"$ref":"#/$defs/x","default":1}},"$defs":{"x":{"default":2}}}""", "{}", """{"a":1}""")]
    [InlineData("""{"$ref":"#/$defs/x","properties":{"a":{"default":1}},"$defs":{"x":{"properties":{"a":{"default":2}}}}}""", "{}", """{"a":1}""")]
    public void FillInWhatIsMissing(string schema, string instance, string expected)
    {
        Assert.Equal(expected, Some.Schema(schema).ApplyDefaults(Some.Json(instance)).GetRawText());
    }
}
