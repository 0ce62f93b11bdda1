using System.Text.Json;

namespace Skills.Json.Tests;

public sealed class JsonPointerTests
{
    private const string Document = """{"a":[1,{"b/c":2,"~d":null}],"":3}""";

    [Theory]
    [InlineData("", Document)]
    [InlineData("/a/0", "1")]
    [InlineData("/a/1/b~1c", "2")]
    [InlineData("/a/1/~0d", "null")]
    [InlineData("/", "3")]
    [InlineData("/a/2", null)]
    [InlineData("/a/-1", null)]
    [InlineData("/a/x", null)]
    [InlineData("/b", null)]
    [InlineData("/a/0/0", null)]
    public void APointerFindsItsValue(string pointer, string? expected) =>
        Assert.Equal(expected, JsonPointer.Find(JsonElement.Parse(Document), pointer)?.GetRawText());

    [Theory]
    [InlineData("b/c")]
    [InlineData("~1")]
    [InlineData("~")]
    [InlineData("")]
    public void AnEscapedTokenIsReadBack(string token) => Assert.Equal([token], JsonPointer.Split("/" + JsonPointer.Escape(token)));

    [Theory]
    [InlineData("/a/0", "9", """{"a":[9,2],"b":3}""")]
    [InlineData("/a/0", null, """{"a":[2],"b":3}""")]
    [InlineData("/b", null, """{"a":[1,2]}""")]
    [InlineData("/c", "4", """{"a":[1,2],"b":3,"c":4}""")]
    [InlineData("/c/d", "4", """{"a":[1,2],"b":3}""")]
    [InlineData("/c", null, """{"a":[1,2],"b":3}""")]
    [InlineData("", "5", "5")]
    [InlineData("", null, "null")]
    public void AReplacementChangesOnlyItsPlace(string pointer, string? value, string expected)
    {
        var changes = new Dictionary<string, JsonElement?> { [pointer] = value is null ? null : JsonElement.Parse(value) };

        Assert.Equal(expected, JsonReplacement.Apply(JsonElement.Parse("""{"a":[1,2],"b":3}"""), changes).GetRawText());
    }

    [Fact]
    public void SeveralPlacesAreReplacedAtOnceByTheirOldIndexes()
    {
        var changes = new Dictionary<string, JsonElement?> { ["/0"] = null, ["/2/a"] = JsonElement.Parse("7") };

        Assert.Equal("""[1,{"a":7}]""", JsonReplacement.Apply(JsonElement.Parse("""[0,1,{"a":2}]"""), changes).GetRawText());
    }
}
