using System.Text.Json;

namespace Skills.Replies;

/// <summary>A choice that a model wrapped or wrote as another kind of value.</summary>
public class WrappedChoiceTests
{
    private static readonly ReplySchema Schema = ReplySchema.Compile(JsonElement.Parse(
        """{"type":"object","properties":{"level":{"enum":["low","high","1","true"]}},"required":["level"]}"""));

    [Theory]
    [InlineData("""{"level":["high"]}""", "high", "value_unwrapped")]
    [InlineData("""{"level":["low"]}""", "low", "value_unwrapped")]
    [InlineData("""{"level":{"value":"high"}}""", "high", "value_unwrapped")]
    [InlineData("""{"level":1}""", "1", "scalar_to_string")]
    [InlineData("""{"level":true}""", "true", "scalar_to_string")]
    [InlineData("""{"level":[1]}""", "1", "value_unwrapped")]
    public void OneChoiceIsTakenOutOfWhatWrapsIt(string reply, string level, string edit)
    {
        var reading = ReplyReader.Read(reply, Schema);

        Assert.Equal((ReplyStatus.Valid, level), (reading.Status, reading.Value!.Value.GetProperty("level").GetString()));
        Assert.Contains(edit, reading.Edits.Select(static e => e.Name));
    }

    [Theory]
    [InlineData("""{"level":["high","low"]}""")]
    [InlineData("""{"level":["medium"]}""")]
    [InlineData("""{"level":[]}""")]
    [InlineData("""{"level":{"a":"high","b":"low"}}""")]
    [InlineData("""{"level":{"a":["high"]}}""")]
    [InlineData("""{"level":2}""")]
    [InlineData("""{"level":false}""")]
    public void SeveralChoicesOrNoneAreAViolation(string reply) => Assert.Equal(ReplyStatus.Invalid, ReplyReader.Read(reply, Schema).Status);
}
