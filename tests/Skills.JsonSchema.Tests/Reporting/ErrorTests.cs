namespace Skills.JsonSchema.Tests.Reporting;

public sealed class ErrorTests
{
    [Theory]
    [InlineData("""{"type":"integer"}""", "\"36\"", "", "#/type", "type", "\"36\" is a string, but must be an integer.")]
    [InlineData("""{"type":["integer","null"]}""", "1.5", "", "#/type", "type", "1.5 is a number with a fraction, but must be null or an integer.")]
    [InlineData("""{"enum":["low","medium","high"]}""", "\"blocker\"", "", "#/enum", "enum", "\"blocker\" is not one of \"low\", \"medium\", \"high\".")]
    [InlineData("""{"enum":["low","medium","high"]}""", "\"hihg\"", "", "#/enum", "enum", "\"hihg\" is not one of \"low\", \"medium\", \"high\".")]
    [InlineData("""{"enum":["low","medium","high"]}""", "\"Medium\"", "", "#/enum", "enum", "\"Medium\" is not one of \"low\", \"medium\", \"high\". Did you mean \"medium\"?")]
    [InlineData("""{"const":{"a":1}}""", "{}", "", "#/const", "const", "{} is not {\"a\":1}.")]
    [InlineData("""{"minimum":0}""", "-1", "", "#/minimum", "minimum", "-1 is less than the minimum of 0.")]
    [InlineData("""{"exclusiveMaximum":1}""", "1.0", "", "#/exclusiveMaximum", "exclusiveMaximum", "1.0 is not less than 1.")]
    [InlineData("""{"multipleOf":0.01}""", "4.025", "", "#/multipleOf", "multipleOf", "4.025 is not a multiple of 0.01.")]
    [InlineData("""{"minLength":1}""", "\"\"", "", "#/minLength", "minLength", "\"\" has 0 characters; at least 1 is needed.")]
    [InlineData("""{"maxLength":2}""", "\"abc\"", "", "#/maxLength", "maxLength", "\"abc\" has 3 characters; at most 2 are allowed.")]
    [InlineData("""{"pattern":"^ISS-[0-9]{3}$"}""", "\"ISS-1\"", "", "#/pattern", "pattern", "\"ISS-1\" does not match the pattern ^ISS-[0-9]{3}$.")]
    [InlineData("""{"items":{"type":"string"}}""", "[\"a\",1]", "/1", "#/items/type", "type", "1 is an integer, but must be a string.")]
    [InlineData("""{"maxItems":1}""", "[1,2]", "", "#/maxItems", "maxItems", "The array has 2 items; at most 1 is allowed.")]
    [InlineData("""{"uniqueItems":true}""", "[1,2,1.0]", "", "#/uniqueItems", "uniqueItems", "Items 0 and 2 are equal: 1.0; all items must differ.")]
    [InlineData("""{"contains":{"const":1}}""", "[2]", "", "#/contains", "contains", "0 items of the array match {\"const\":1}; at least 1 is needed.")]
    [InlineData("""{"required":["a"]}""", "{}", "", "#/required", "required", "The property \"a\" is missing.")]
    [InlineData("""{"properties":{"name":true},"additionalProperties":false}""", """{"nmae":1}""", "", "#/additionalProperties", "additionalProperties", "The property \"nmae\" is not allowed.")]
    [InlineData("""{"properties":{"a":{"additionalProperties":false}}}""", """{"a":{"x/y":1}}""", "/a", "#/properties/a/additionalProperties", "additionalProperties", "The property \"x/y\" is not allowed.")]
    [InlineData("""{"dependentRequired":{"a":["b"]}}""", """{"a":1}""", "", "#/dependentRequired", "dependentRequired", "The property \"b\" is missing; it is needed beside \"a\".")]
    [InlineData("""{"propertyNames":{"maxLength":1}}""", """{"ab":1}""", "", "#/propertyNames", "propertyNames", "The property name \"ab\" is not allowed: \"ab\" has 2 characters; at most 1 is allowed.")]
    [InlineData("""{"not":{"type":"integer"}}""", "1", "", "#/not", "not", "1 must not match {\"type\":\"integer\"}.")]
    [InlineData("""{"$id":"https://example.org/a","$defs":{"x y":{"type":"null"}},"$ref":"#/$defs/x%20y"}""", "1", "", "https://example.org/a#/$defs/x%20y/type", "type", "1 is an integer, but must be null.")]
    [InlineData("""{"oneOf":[{"minimum":1},{"maximum":9}]}""", "5", "", "#/oneOf", "oneOf", "The value matches 2 of the 2 alternatives (/oneOf/0, /oneOf/1), but must match exactly one.")]
    public void SayWhatWasFoundAndWhatIsAllowed(string schema, string instance, string place, string location, string keyword, string message)
    {
        var error = Assert.Single(Some.Schema(schema).Validate(Some.Json(instance)).Errors);

        Assert.Equal(new SchemaError(place, location, keyword, message), error with { Causes = [], ForbiddenProperty = null });
    }

    [Theory]
    [InlineData("""{"additionalProperties":false}""", """{"x/y":1}""", "x/y")]
    [InlineData("""{"properties":{"a":{"unevaluatedProperties":false}}}""", """{"a":{"b~":1}}""", "b~")]
    [InlineData("""{"required":["a"]}""", "{}", null)]
    public void AForbiddenPropertyIsNamedUnescaped(string schema, string instance, string? name) =>
        Assert.Equal(name, Assert.Single(Some.Schema(schema).Validate(Some.Json(instance)).Errors).ForbiddenProperty);

    /// <summary>Of two that are equally near, the one that the schema lists first.</summary>
    [Theory]
    [InlineData("""["hat","cat"]""", "bat", "hat")]
    [InlineData("""["cat","hat"]""", "bat", "cat")]
    [InlineData("""["medium-ish","medium"]""", "mediun", "medium")]
    [InlineData("""["at"]""", "ta", null)]
    public void SuggestTheNearestOfTheAllowedTexts(string allowed, string found, string? suggested)
    {
        var error = Assert.Single(Some.Schema($$"""{"enum":{{allowed}}}""").Validate(Some.Json($"\"{found}\"")).Errors);

        Assert.EndsWith(suggested is null ? "." : $" Did you mean \"{suggested}\"?", error.Message, StringComparison.Ordinal);
        Assert.Equal(suggested is null, !error.Message.Contains("Did you mean", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(40, true)]
    [InlineData(41, false)]
    public void SuggestNothingForALongText(int length, bool suggests)
    {
        var error = Assert.Single(Some.Schema($$"""{"enum":["{{new string('a', length)}}"]}""").Validate(Some.Json($"\"b{new string('a', length - 1)}\"")).Errors);

        Assert.Equal(suggests, error.Message.Contains("Did you mean", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(20, "19.")]
    [InlineData(21, "19 or 1 others.")]
    public void ListTwentyAllowedValues(int count, string end)
    {
        var error = Assert.Single(Some.Schema($$"""{"enum":[{{string.Join(',', Enumerable.Range(0, count))}}]}""").Validate(Some.Json("-1")).Errors);

        Assert.EndsWith(end, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NameTheAlternativeThatCameNearest()
    {
        var schema = Some.Schema("""
            {"anyOf":[
              {"type":"null"},
              {"properties":{"kind":{"const":"circle"},"r":{"type":"number"}},"required":["kind","r"]},
              {"properties":{"kind":{"const":"square"},"side":{"type":"number","minimum":0}},"required":["kind","side"]}]}
            """);

        var error = Assert.Single(schema.Validate(Some.Json("""{"kind":"square","side":-1}""")).Errors);

        Assert.Equal("anyOf", error.Keyword);
        Assert.Equal(new SchemaError("/side", "#/anyOf/2/properties/side/minimum", "minimum", "-1 is less than the minimum of 0."), Assert.Single(error.Causes));
        Assert.Contains("the nearest is /anyOf/2, where /side: -1 is less than the minimum of 0.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LeaveNothingOfAnAlternativeThatPassed()
    {
        var schema = Some.Schema("""
            {"properties":{"a":{"anyOf":[{"type":"null"},{"type":"string"}]},"b":{"type":"string"}}}
            """);

        var error = Assert.Single(schema.Validate(Some.Json("""{"a":"x","b":1}""")).Errors);

        Assert.Equal("/b", error.InstanceLocation);
    }

    [Fact]
    public void StopAtTheLimit()
    {
        var schema = Some.Schema("""{"items":{"type":"string"}}""", new JsonSchemaOptions { MaxErrors = 3 });

        var result = schema.Validate(Some.Json("[1,2,3,4,5]"));

        Assert.Equal(["/0", "/1", "/2"], result.Errors.Select(error => error.InstanceLocation));
        Assert.True(result.IsTruncated);
        Assert.False(schema.Validate(Some.Json("[1,2,3]")).IsTruncated);
    }

    [Fact]
    public void StopAtTheLimitBetweenTheKeywordsOfOneSchema()
    {
        var schema = Some.Schema("""{"minimum":5,"multipleOf":2}""", new JsonSchemaOptions { MaxErrors = 1 });

        var result = schema.Validate(Some.Json("3"));

        Assert.Equal("minimum", Assert.Single(result.Errors).Keyword);
        Assert.True(result.IsTruncated);
    }

    [Fact]
    public void ReadAsALineEach()
    {
        var result = Some.Schema("""{"required":["a"],"properties":{"b":{"type":"null"}}}""").Validate(Some.Json("""{"b":1}"""));

        Assert.Equal("/b: 1 is an integer, but must be null.\n(root): The property \"a\" is missing.", result.ToString());
    }
}
