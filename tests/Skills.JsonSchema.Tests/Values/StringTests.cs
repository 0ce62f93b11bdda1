namespace Skills.JsonSchema.Tests.Values;

public sealed class StringTests
{
    [Theory]
    [InlineData("\"\"", 0)]
    [InlineData("\"abc\"", 3)]
    [InlineData("\"é\"", 1)]
    [InlineData("\"e\\u0301\"", 2)]
    [InlineData("\"😀\"", 1)]
    [InlineData("\"\\ud83d\\ude00\"", 1)]
    [InlineData("\"👨‍👩‍👧‍👦\"", 7)]
    [InlineData("\"\\ud800\"", 1)]
    [InlineData("\"\\ud800\\ud800\\udc00\"", 2)]
    [InlineData("\"a\\n\\\"\\\\\\/\\u0041\"", 6)]
    [InlineData("\"öööööööööööööööööööööööööööööööööööööööööööööööööö\"", 50)]
    public void AreCountedInCodePoints(string text, int length)
    {
        Assert.True(Some.Schema($$"""{"minLength":{{length}},"maxLength":{{length}}}""").IsValid(Some.Json(text)));
        Assert.False(Some.Schema($$"""{"minLength":{{length + 1}}}""").IsValid(Some.Json(text)));
        Assert.True(length == 0 || !Some.Schema($$"""{"maxLength":{{length - 1}}}""").IsValid(Some.Json(text)));
    }

    [Theory]
    [InlineData("""{"const":"a\u0062"}""", "\"\\u0061b\"", true)]
    [InlineData("""{"enum":["é"]}""", "\"\\u00e9\"", true)]
    [InlineData("""{"enum":["é"]}""", "\"e\\u0301\"", false)]
    [InlineData("""{"properties":{"a\u0022b":false}}""", """{"a\"b":1}""", false)]
    [InlineData("""{"properties":{"a\\nb":false}}""", """{"a\nb":1}""", true)]
    [InlineData("""{"properties":{"a\\nb":false}}""", """{"a\\nb":1}""", false)]
    [InlineData("""{"required":["__proto__","\u0000"]}""", """{"__proto__":1,"\u0000":2}""", true)]
    [InlineData("""{"uniqueItems":true}""", """["a","\u0061"]""", false)]
    [InlineData("""{"uniqueItems":true}""", """[{"a":1},{"\u0061":1}]""", false)]
    [InlineData("""{"patternProperties":{"^a b$":false}}""", """{"\u0061 b":1}""", false)]
    [InlineData("""{"propertyNames":{"maxLength":1}}""", """{"\u0061":1}""", true)]
    public void AreComparedUnescaped(string schema, string instance, bool valid)
    {
        Assert.Equal(valid, Some.Schema(schema).IsValid(Some.Json(instance)));
    }

    [Fact]
    public void NamesThatAgreeInLengthHeadAndTailAreToldApart()
    {
        var names = Enumerable.Range(0, 500).Select(i => $"aaaaaaaa{i:D4}zzzzzzzz").ToList();
        var schema = Some.Schema($$"""{"properties":{{{string.Join(',', names.Select(name => $"\"{name}\":{{\"const\":\"{name}\"}}"))}}},"additionalProperties":false}""");

        Assert.True(schema.IsValid(Some.Json($$"""{{{string.Join(',', names.Select(name => $"\"{name}\":\"{name}\""))}}}""")));
        Assert.False(schema.IsValid(Some.Json("""{"aaaaaaaa9999zzzzzzzz":1}""")));
    }
}
