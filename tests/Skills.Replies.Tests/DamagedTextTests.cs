using System.Text.Json;

namespace Skills.Replies.Tests;

/// <summary>Texts found by trying damaged replies at random. Each once ended in an exception.</summary>
public sealed class DamagedTextTests
{
    private static readonly ReplySchema Schema = ReplySchema.Compile(JsonElement.Parse("""{ "type": "object", "properties": { "count": { "type": "integer" }, "items": { "type": "array" } }, "required": ["count"] }"""));

    [Theory]
    [InlineData("""{"c\ud800n": "2026-01-02", "items": [{"a": "x", "b": true}]}""")]
    [InlineData("""{"count": 3, "price": 1.\ud800-02", "items": [{"a": "x"}]}""")]
    [InlineData("{\"count\":[t', \"items\": [{\"a\":``` \"x\", \"b\": \"yes\"},],}\n```\nAnything else?")]
    public void ItIsReadOrRefusedAndNothingIsThrown(string text)
    {
        var reading = ReplyReader.Read(text, Schema);

        // Half of a surrogate pair cannot be written.
        Assert.NotEmpty(JsonSerializer.Serialize(reading.Value));
    }
}
