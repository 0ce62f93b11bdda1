using System.Text.Json;

namespace Skills.Replies;

/// <summary>A reply with other spellings and types is aligned in whatever form the schema is written.</summary>
public class SchemaFormTests
{
    private const string Person = """
        "type":"object","properties":{"age":{"type":"integer"},"level":{"enum":["low","high"]}},"required":["age","level"],"additionalProperties":false
        """;

    public static TheoryData<string, string> Forms => new()
    {
        { "inline", """{PERSON}""" },
        { "#/$defs", """{"$ref":"#/$defs/p","$defs":{"p":{PERSON}}}""" },
        { "$anchor", """{"$ref":"#p","$defs":{"p":{"$anchor":"p",PERSON}}}""" },
        { "$id", """{"$id":"https://example.org/a","$ref":"p","$defs":{"p":{"$id":"https://example.org/p",PERSON}}}""" },
        { "allOf", """{"allOf":[{PERSON}]}""" },
        { "allOf and $ref", """{"allOf":[{"$ref":"#/$defs/p"}],"$defs":{"p":{PERSON}}}""" },
        { "nullable anyOf", """{"anyOf":[{PERSON},{"type":"null"}]}""" },
        { "if/then", """{"if":{"type":"object"},"then":{PERSON}}""" },
        { "recursive", """{"$ref":"#/$defs/p","$defs":{"p":{"type":"object","properties":{"age":{"type":"integer"},"level":{"enum":["low","high"]},"next":{"$ref":"#/$defs/p"}},"required":["age","level"]}}}""" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void KeysTypesAndChoicesAreAligned(string form, string schema)
    {
        var reading = ReplyReader.Read("""{"Age":"36","level":"HIGH"}""", ReplySchema.Compile(JsonElement.Parse(schema.Replace("PERSON", Person, StringComparison.Ordinal))));

        Assert.True(reading.IsValid && reading.Value is { } value && JsonElement.DeepEquals(JsonElement.Parse("""{"age":36,"level":"high"}"""), value), $"{form}: {reading} {reading.Value}");
    }
}
