using Skills.Jinja.Text;

namespace Skills.Jinja.Tests;

/// <summary>Filters and tests that do not exist, found without a render, and the names that were meant.</summary>
public sealed class UnknownFilterTests
{
    [Theory]
    [InlineData("{{ x | upper | default('') }}{% if x is defined %}{% endif %}{{ xs | map('upper') | select('even') | list }}", "")]
    [InlineData("{% if y %}{{ x | uper }}{% endif %}", "1:18 filter 'uper' upper")]
    [InlineData("a\n{% if x is evn %}{% endif %}", "2:9 test 'evn' even")]
    [InlineData("{{ xs | map('titel') | list }}", "1:13 filter 'titel' title")]
    [InlineData("{{ xs | reject('evn') | list }}", "1:16 test 'evn' even")]
    [InlineData("{{ xs | selectattr('a', 'devined') | list }}", "1:25 test 'devined' defined")]
    [InlineData("{{ xs | rejectattr('uper') | list }}", "")]
    [InlineData("{{ xs | map(attribute='uper') | list }}{{ xs | select(name) | list }}", "")]
    [InlineData("{% if false %}{{ x | uper | lwer }}{% endif %}", "1:29 filter 'lwer' lower; 1:22 filter 'uper' upper")]
    public void EachIsFoundAtItsPlaceWithTheNameThatWasMeant(string template, string expected)
    {
        var unknown = new JinjaEnvironment().Parse(template).FindUnknownFilters();

        var found = unknown.Select(static e => FormattableString.Invariant($"{e.Line}:{e.Column} {e.Reason} {e.Suggestion}").Replace("No ", "", StringComparison.Ordinal).Replace("named ", "", StringComparison.Ordinal).Replace(". ", " ", StringComparison.Ordinal));
        Assert.Equal(expected, string.Join("; ", found));
    }

    [Theory]
    [InlineData("uesr", "user", "use")]
    [InlineData("nmae", "name", "nm")]
    [InlineData("abcd", null, "wxyz")]
    [InlineData("ab", null, "ac")]
    [InlineData("colour", "color", "column")]
    [InlineData("cart", "card", "cars", "card")]
    [InlineData("titel", "title", "tite", "tile")]
    public void TheNearestNameIsSuggested(string name, string? expected, params string[] known) =>
        Assert.Equal(expected, Spelling.Nearest(name, expected is null ? known : [.. known, expected]));
}
