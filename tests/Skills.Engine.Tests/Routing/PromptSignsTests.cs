using System.Text.Json;
using Skills.Engine.Routing.Difficulty;

namespace Skills.Engine.Tests.Routing;

/// <summary>The counts that say how hard a prompt is.</summary>
public sealed class PromptSignsTests
{
    [Theory]
    [InlineData("", 0, 0, 0, 0, 0, 0, 0)]
    [InlineData("the sun", 2, 0, 0, 0, 0, 0, 0)]
    [InlineData("Not Except ONLY", 3, 3, 0, 0, 0, 0, 0)]
    [InlineData("then twice", 2, 0, 2, 0, 0, 0, 0)]
    [InlineData("prove, design; trade-off", 3, 0, 0, 3, 0, 1, 0)]
    [InlineData("c# def python's", 3, 0, 0, 0, 2, 0, 0)]
    [InlineData("{ a; `b` } & |", 2, 0, 0, 0, 0, 7, 0)]
    [InlineData("1 + 2 = 3 \u2264 x^2", 1, 0, 0, 0, 0, 0, 4)]
    [InlineData("a1b2 c", 2, 0, 0, 0, 0, 0, 0)]
    [InlineData("not-", 1, 1, 0, 0, 0, 0, 0)]
    [InlineData("\u65e5\u672c\u8a9e", 3, 0, 0, 0, 0, 0, 0)]
    [InlineData("@ ~ not", 1, 1, 0, 0, 0, 0, 0)]
    public void WordsAndSignsAreCountedByKind(string text, int words, int constraints, int relations, int demands, int code, int punctuation, int math)
    {
        var signs = Of(text);

        Assert.Equal((words, constraints, relations, demands, code, punctuation, math), (signs.Words, signs.Constraints, signs.Relations, signs.Demands, signs.Code, signs.Punctuation, signs.Math));
    }

    [Fact]
    public void MessagesAddUp()
    {
        var signs = PromptSigns.Of(new(Some.Skill(), [new(MessageRole.System, "not a = b"), new(MessageRole.User, "prove it then")]), outputs: 3);

        Assert.Equal((6, 1, 1, 1, 1, 3), (signs.Words, signs.Constraints, signs.Relations, signs.Demands, signs.Math, signs.Outputs));
    }

    [Fact]
    public void OfALongTextBothEndsAreReadAndTheWordsAreEstimated()
    {
        // 4,000 characters are read: 2,000 of each end.
        var whole = Of(new string('n', 3996) + " not");
        var signs = Of("not " + string.Concat(Enumerable.Repeat("bbb ", 1998)) + "only");
        var beyond = Of(string.Concat(Enumerable.Repeat("bbb ", 500)) + " not " + string.Concat(Enumerable.Repeat("bbb ", 500)));

        Assert.Equal((2, 1), (whole.Words, whole.Constraints));
        Assert.Equal((2000, 2), (signs.Words, signs.Constraints));
        Assert.Equal(0, beyond.Constraints);
    }

    [Theory]
    [InlineData("{}", 1)]
    [InlineData("true", 1)]
    [InlineData("""{"properties":{"a":{},"b":{}}}""", 2)]
    [InlineData("""{"properties":{"a":{"properties":{"x":{},"y":{}}},"b":{"items":{"properties":{"z":{},"w":{},"v":{}}}}}}""", 5)]
    [InlineData("""{"items":{"items":{"items":{"items":{"properties":{"a":{},"b":{}}}}}}}""", 2)]
    [InlineData("""{"items":{"items":{"items":{"items":{"items":{"properties":{"a":{},"b":{}}}}}}}}""", 1)]
    [InlineData("""{"properties":{}}""", 0)]
    public void TheLeavesOfTheOutputSchemaAreCounted(string schema, int outputs) =>
        Assert.Equal(outputs, PromptSigns.OutputsOf(Some.Skill() with { OutputSchema = JsonElement.Parse(schema) }));

    private static PromptSigns Of(string text) => PromptSigns.Of(new(Some.Skill(), [new(MessageRole.User, text)]), outputs: 0);
}
