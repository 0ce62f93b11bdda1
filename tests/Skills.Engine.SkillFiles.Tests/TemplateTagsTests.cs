using System.Text.RegularExpressions;
using Skills.Engine.SkillFiles.Checks;

namespace Skills.Engine.SkillFiles.Tests;

/// <summary>Tags are found by hand, where a pattern says what they are.</summary>
public sealed partial class TemplateTagsTests
{
    private const string Letters = "{{{}}}%%a.\n";

    [Theory]
    [InlineData("")]
    [InlineData("{{}}{%%}")]
    [InlineData("{{ a }} and {% b %}{{c}}")]
    [InlineData("{{ a %} }} {% b }} %}")]
    [InlineData("{{ a {{ b }} {% c")]
    [InlineData("{% a {{ b }} %} {%")]
    [InlineData("{{{ a }}} {{%}} {")]
    public void TagsAreThoseOfThePattern(string text) => Check(text);

    [Fact]
    public void TagsOfAnyTextAreThoseOfThePattern()
    {
        var random = new Random(23);
        for (var i = 0; i < 20_000; i++)
        {
            Check(new(random.GetItems(Letters.AsSpan(), random.Next(16))));
        }
    }

    private static void Check(string text)
    {
        Assert.Equal(Tag().Matches(text).Select(static m => (m.Index, m.Value)), TemplateTags.In(text));
        Assert.Equal(Tag().Replace(text, ""), TemplateTags.Without(text));
    }

    [GeneratedRegex(@"\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}")]
    private static partial Regex Tag();
}
