using System.Text.Json;

namespace Skills.Jinja.Tests;

/// <summary>A loop whose <c>loop</c> nothing holds uses the one of an earlier loop again. That shows in what a render allocates, and nowhere else.</summary>
public sealed class LoopReuseTests
{
    [Theory]
    [InlineData("{% for a in [1, 2] %}{% for b in 'xy' %}{{ loop.index }}{{ loop.last }} {% endfor %}{{ loop.index }}{{ loop.revindex }};{% endfor %}", "1False 2True 12;1False 2True 21;")]
    [InlineData("{% for a in [1, 2] %}{{ loop.previtem }}{% for b in [3] %}{{ loop.previtem is defined }}{% endfor %}{{ loop.nextitem }},{% endfor %}{% for c in [9] %}{{ loop.previtem is defined }}{% endfor %}", "False2,1False,False")]
    [InlineData("{% for a in range(3) if a %}{% for b in range(2) if b %}{{ loop.length }}{% endfor %}{{ loop.length }}{{ loop.first }} {% endfor %}", "12True 12False ")]
    [InlineData("{% for a in [1, 2, 3] %}{% if loop.index == 2 %}{% break %}{% endif %}{% for b in [4, 5] %}{% if loop.first %}{% continue %}{% endif %}{{ loop.index }}{% endfor %}{% else %}none{% endfor %}{% for c in [6] %}{{ loop.index }}{% endfor %}", "21")]
    [InlineData("{% for a in [1] %}{% for b in [2, 3] %}{{ loop.cycle('x', 'y') }}{{ loop.changed(a) }}{% endfor %}{{ loop.index }}{% endfor %}", "xTrueyFalse1")]
    [InlineData("{% set ns = namespace() %}{% for a in [1, 2] %}{% set ns.held = loop %}{% endfor %}{% for b in [3, 4, 5] %}{{ loop.index }}{% endfor %}{{ ns.held.index }}{{ ns.held.length }}", "12322")]
    [InlineData("{% for a in [1, 2] %}{% set outer = loop %}{% for b in [3, 4, 5] %}{{ outer.index }}{{ loop.index }} {% endfor %}{% endfor %}", "11 12 13 21 22 23 ")]
    [InlineData("{% set ns = namespace() %}{% for a in [1, 2] %}{% macro m() %}{{ loop.index }}{% endmacro %}{% set ns.m = m %}{{ m() }}{% endfor %}{% for b in [3, 4, 5] %}{{ loop.index }}{% endfor %}{{ ns.m() }}", "121232")]
    [InlineData("{% for a in [[1, [2]]] recursive %}{{ loop.depth }}{{ a }}{% if a is sequence %}{{ loop(a) }}{% endif %}{% endfor %}", "1[1, [2]]212[2]32")]
    public void TheValuesOfALoopAreItsOwn(string template, string expected) =>
        Assert.Equal(expected, new JinjaEnvironment(new() { LoopControls = true }).Parse(template).Render(default(JsonElement), TestContext.Current.CancellationToken));

    [Fact]
    public void RepeatedInnerLoopsAllocateOneLoopVariable()
    {
        var template = new JinjaEnvironment().Parse("{% for a in outer %}{% for b in [1] %}{{ loop.first }}{% endfor %}{% endfor %}");
        var (few, many) = (Outer(100), Outer(1100));
        Bytes(few);
        Bytes(many);

        // The values of the list and the text of the result: a loop variable would be 140 bytes more.
        Assert.InRange((Bytes(many) - Bytes(few)) / 1000, 0, 100);

        long Bytes(JsonElement inputs)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            template.Render(inputs, TestContext.Current.CancellationToken);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static JsonElement Outer(int count) => JsonSerializer.SerializeToElement(new { outer = Enumerable.Repeat(1, count) });
}
