namespace Skills.Jinja.Tests;

/// <summary>What parsing allocates grows with the length of the source, not faster, whatever the source repeats.</summary>
public sealed class ParseAllocationTests
{
    private const int Short = 8 * 1024;
    private const int Long = 8 * Short;

    /// <summary>Begin, what is repeated, end.</summary>
    public static TheoryData<string, string, string> Repetitions => new()
    {
        { "{{ ''", "'abc' ", "}}" }, { "{{ ''", "\"\\n\" ", "}}" }, { "{{ x|a", ".abc", " }}" }, { "{{ x is a", ".abc", " }}" },
        { "{{ 'a'", " ~ 'b'", " }}" }, { "{{ x", " ~ y", " }}" }, { "{{ [1", ", 'ab'", "] }}" }, { "{{ {1: 1", ", 'a': 1", "} }}" }, { "{{ (1", ", (1, 2)", ") }}" },
        { "{{ f(1", ", 'a'", ") }}" }, { "{{ 1", "<2", " }}" }, { "", "{{ x }}", "" }, { "", "{{ 'a' ~ 1 }}", "" }, { "", "text\n", "" }, { "", "{# note #}", "" },
        { "", "{% raw %}{{{% endraw %}", "" }, { "", "{%- if x -%} a {%- endif -%}", "" }, { "{% if x %}", "{% elif y %}a", "{% endif %}" }, { "", "{% set a = 'b' %}", "" },
        { "", "{% for i in x %}{{ i }}{% endfor %}", "" }, { "", "{% macro m(a, b=1) %}{{ a }}{% endmacro %}", "" }, { "{% set a", ", a", " = x %}" }, { "{{ a", "bcde", " }}" }, { "{{ '", "ab", "' }}" }, { "", "  \n", "{{ x }}" },
    };

    [Theory]
    [MemberData(nameof(Repetitions))]
    public void GrowsWithTheLength(string begin, string repeated, string end)
    {
        var environment = new JinjaEnvironment();
        Parse(environment, Source(begin, repeated, end, Short));

        var few = Parse(environment, Source(begin, repeated, end, Short));
        var many = Parse(environment, Source(begin, repeated, end, Long));

        Assert.True(many < few * 3 / 2 * (Long / Short), $"{few:N0} bytes for {Short:N0} characters, {many:N0} for {Long:N0}.");
    }

    private static string Source(string begin, string repeated, string end, int length) =>
        begin + string.Concat(Enumerable.Repeat(repeated, (length - begin.Length - end.Length) / repeated.Length)) + end;

    // A source may be refused, for its depth or for a filter that does not exist: that costs no more.
    private static long Parse(JinjaEnvironment environment, string source)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = Record.Exception(() => environment.Parse(source));
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
