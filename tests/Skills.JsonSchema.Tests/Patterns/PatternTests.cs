using System.Text.Json;

namespace Skills.JsonSchema.Tests.Patterns;

/// <summary>The expected verdicts are those of JavaScript with the flag u.</summary>
public sealed class PatternTests
{
    [Theory]
    [InlineData("^abc$", "abc", true)]
    [InlineData("^abc$", "abc\n", false)]
    [InlineData("abc", "xxabcxx", true)]
    [InlineData("", "", true)]
    [InlineData("^$", "", true)]
    [InlineData("^.$", "😀", true)]
    [InlineData("^..$", "😀", false)]
    [InlineData("^.$", "\r", false)]
    [InlineData("^.$", "\u0085", true)]
    [InlineData("^[^a]$", "😀", true)]
    [InlineData("^[😀-😎]+$", "😀😃", true)]
    [InlineData("^\\u{1F600}$", "😀", true)]
    [InlineData("^\\uD83D\\uDE00$", "😀", true)]
    [InlineData("\\uD83D", "😀", false)]
    [InlineData("^\\s$", "\uFEFF", true)]
    [InlineData("^\\s$", "\u0085", false)]
    [InlineData("^\\w+$", "aé", false)]
    [InlineData("^\\d$", "٣", false)]
    [InlineData("^\\p{L}+$", "aéß中𝒜", true)]
    [InlineData("^\\p{Letter}+$", "a1", false)]
    [InlineData("^\\p{Script=Greek}+$", "αβγ", true)]
    [InlineData("^\\p{sc=Grek}+$", "abc", false)]
    [InlineData("^\\p{Script_Extensions=Hira}$", "ー", true)]
    [InlineData("^\\P{Lu}$", "a", true)]
    [InlineData("^[\\p{Nd}\\-]+$", "1-٣", true)]
    [InlineData("^\\p{Emoji_Presentation}$", "😀", true)]
    [InlineData("^\\p{ASCII}$", "é", false)]
    [InlineData("^\\p{Any}$", "\u0000", true)]
    [InlineData("^(?:ab|cd)+$", "abcdab", true)]
    [InlineData("^(a)?\\1b$", "b", true)]
    [InlineData("^(a)?\\1b$", "aab", true)]
    [InlineData("^(a)?\\1b$", "ab", false)]
    [InlineData("^(?<q>['\"]).*\\k<q>$", "'x'", true)]
    [InlineData("^(?<q>['\"]).*\\k<q>$", "'x\"", false)]
    [InlineData("^(?=.*\\d)(?=.*[a-z]).{4,8}$", "abc1", true)]
    [InlineData("^(?=.*\\d)(?=.*[a-z]).{4,8}$", "abcd", false)]
    [InlineData("^(?!foo)", "foobar", false)]
    [InlineData("(?<=\\$)\\d+", "cost: $42", true)]
    [InlineData("(?<!\\$)\\b42", "$42", false)]
    [InlineData("\\bfoo\\b", "a foo b", true)]
    [InlineData("\\bfoo\\b", "afoob", false)]
    [InlineData("\\bé", "é", false)]
    [InlineData("\\Bo", "foo", true)]
    [InlineData("^a{2,3}$", "aaaa", false)]
    [InlineData("^a{2,}$", "aaaa", true)]
    [InlineData("^(a|b){0,2}c", "abc", true)]
    [InlineData("^[]$", "", false)]
    [InlineData("^[^]$", "\n", true)]
    [InlineData("^\\cA$", "\u0001", true)]
    [InlineData("^[\\b]$", "\b", true)]
    [InlineData("^\\x41\\0$", "A\0", true)]
    [InlineData("^a.*b$", "a—b", true)]
    [InlineData("^a.*b$", "a—bc", false)]
    [InlineData("a$|^b", "ca", true)]
    [InlineData("a$|^b", "cab", false)]
    [InlineData("(^a)", "ba", false)]
    [InlineData("x*", "y", true)]
    [InlineData("^(?:x{2}){3}$", "xxxxxx", true)]
    [InlineData("^\\-\\_\\#$", "-_#", true)]
    [InlineData("^[\\w-.]+$", "a-b.c", true)]
    [InlineData("^{}]$", "{}]", true)]
    public void MatchAsEcmaScriptDoes(string pattern, string text, bool matches)
    {
        var schema = Some.Schema($$"""{"pattern":{{JsonSerializer.Serialize(pattern)}}}""");

        Assert.Equal(matches, schema.IsValid(JsonSerializer.SerializeToElement(text)));
    }

    [Theory]
    [InlineData("(")]
    [InlineData(")")]
    [InlineData("[")]
    [InlineData("*a")]
    [InlineData("a**")]
    [InlineData("a{2,1}")]
    [InlineData("[b-a]")]
    [InlineData("\\")]
    [InlineData("\\a")]
    [InlineData("\\Z")]
    [InlineData("\\1")]
    [InlineData("\\k<x>")]
    [InlineData("(?i)a")]
    [InlineData("(?P<n>a)")]
    [InlineData("(?<1>a)")]
    [InlineData("(?<a>.)(?<a>.)")]
    [InlineData("(?#x)")]
    [InlineData("(?>a)")]
    [InlineData("\\p{Nope}")]
    [InlineData("\\p{Script=Klingon}")]
    [InlineData("\\u{110000}")]
    [InlineData("\\u12")]
    [InlineData("\\x1")]
    [InlineData("^*")]
    [InlineData("(?=a)*")]
    public void RefuseWithItsPlaceWhatIsNone(string pattern)
    {
        var schema = "{\"properties\":{\"a\":{\"pattern\":" + JsonSerializer.Serialize(pattern) + "}}}";

        var exception = Assert.Throws<JsonSchemaException>(() => Some.Schema(schema));

        Assert.Equal("#/properties/a/pattern", exception.Location);
        Assert.Throws<JsonSchemaException>(() => Some.Schema($$$"""{"patternProperties":{{{{JsonSerializer.Serialize(pattern)}}}:true}}"""));
        Assert.False(Some.Schema("""{"format":"regex"}""", Some.Asserting).IsValid(JsonSerializer.SerializeToElement(pattern)));
    }
}
