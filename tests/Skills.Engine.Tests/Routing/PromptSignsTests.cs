using System.Text.Json;
using System.Text.RegularExpressions;
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

    /// <summary>ASCII text is scanned in blocks. The rules are stated here once more, plainly.</summary>
    [Fact]
    public void TextOfManyBlocksIsCountedByTheSameRules()
    {
        string[] parts = ["not", "Except", "PROVE", "then", "c#", "trade-off", "async", "x1", "1st", "don't", "-", "#", "--a", "9-not", "42", "{", ";", "`", "&", "|", "}", "+", "\\", "^", "=", ".", " ", "\n", "\0", "\u007f", "@", "[", new('k', 63), new('k', 64), new('z', 130), new('7', 70), new(' ', 40)];
        var random = new Random(7);
        for (var i = 0; i < 2000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(120)).Select(_ => parts[random.Next(parts.Length)] + (random.Next(3) == 0 ? "" : " ")));
            text = text[..Math.Min(text.Length, 3999)] + (i % 4 == 0 ? "\u00e9" : "");
            Assert.Equal(Plainly(text), Of(text));
        }
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

    // A word is a letter with the letters, digits and joiners that follow; a joiner at the end of the text is none.
    private static PromptSigns Plainly(string text)
    {
        var words = Regex.Matches(text, @"\p{L}([\p{L}\p{Nd}]|['#-](?!\z))*").Select(static m => m.Value).ToList();
        return new(words.Count, Having(WordKind.Constraint), Having(WordKind.Relation), Having(WordKind.Demand), Having(WordKind.Code), text.Count("{};`&|".Contains), text.Count(@"+*/=^<>%\".Contains), Outputs: 0);

        int Having(WordKind kind) => words.Count(word => SignWords.TryGet(word, out var found) && found == kind);
    }

    private static PromptSigns Of(string text) => PromptSigns.Of(new(Some.Skill(), [new(MessageRole.User, text)]), outputs: 0);
}
