namespace Skills.Jinja.Tests;

/// <summary>An error has the place where it happened, whatever ran before it in the same statement: in another template, a macro, a loop that calls itself.</summary>
public sealed class ErrorPlaceTests
{
    private static readonly Dictionary<string, string> Templates = new()
    {
        ["lib"] = "\n\n\n{% macro m(x=1) %}{% for i in [1, 2] %}\n{{ i }}{% endfor %}{% endmacro %}\n{% macro w(f=none) %}\n{{ caller() if caller }}{{ f([]) if f }}{% endmacro %}",
        ["part"] = "\n\n\n\n\n{% for i in [1] %}\n\n{{ i }}{% endfor %}",
    };

    /// <summary>Expressions that run code elsewhere. Each is followed by a fault in the same statement.</summary>
    private static readonly string[] Calls =
    [
        "lib.m()",
        "m()",
        "own()",
        "own(lib.m())",
        "lib.m(own(m()))",
        "self.block()",
        "(m() | upper)",
        "[m(), lib.m()][0]",
    ];

    /// <summary>What goes wrong after a call, by the text that stands in its place.</summary>
    private static readonly string[] Faults =
    [
        "{{ # ~ (1 // 0) }}",
        "{{ (1 // 0) if # else '' }}",
        "{{ [#, 1] | sort }}",
        "{{ # | round }}",
        "{{ # + 1 }}",
        "{{ #.x.y }}",
        "{{ [#] | map('nope') | list }}",
        "{{ range(#) }}",
        "{% set a, b = #, 1 // 0 %}",
        "{% for q in [#] %}{{ q + 1 }}{% endfor %}",
        "{% if # + 1 %}{% endif %}",
        "{% include # %}",
        "{% with v = # %}{{ v + 1 }}{% endwith %}",
        "{% filter round %}{{ # }}{% endfilter %}",
        "{% set v | round %}{{ # }}{% endset %}",
        "{{ own(#, 2) }}",
        "{{ lib.m(#, 2) }}",
    ];

    /// <summary>Statements that run code elsewhere.</summary>
    public static TheoryData<string> Statements => [
        "{% include 'part' %}",
        "{% include 'part' without context %}",
        "{% import 'part' as p %}",
        "{% import 'part' as p with context %}",
        "{% from 'lib' import w as v %}",
        "{% call lib.w() %}{{ m() }}{% endcall %}",
        "{% set s %}{{ lib.m() }}{% endset %}",
        "{% filter upper %}{{ lib.m() }}{% endfilter %}",
        "{% for x in [[]] recursive %}{{ lib.w(loop) }}{% endfor %}",
        "{% for x in [1, [2]] recursive %}{% if x is iterable %}{{ loop(x) }}{% endif %}{% endfor %}",
        "{% with a = m() %}{{ a }}{% endwith %}",
        "{{ self.block() }}",
    ];

    public static TheoryData<string, string> CallsAndFaults()
    {
        var data = new TheoryData<string, string>();
        foreach (var call in Calls)
        {
            foreach (var fault in Faults)
            {
                data.Add(call, fault);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(CallsAndFaults))]
    public void AFaultAfterACallIsWhereItIsAfterAPlainName(string call, string fault)
    {
        // A name of the same length that holds what the call gives.
        var name = new string('z', call.Length);

        var found = ErrorOf(fault.Replace("#", call, StringComparison.Ordinal), name);

        Assert.Equal(("main", 3), (found.Template, found.Line));
        Assert.Equal(ErrorOf(fault.Replace("#", name, StringComparison.Ordinal), name), found);
    }

    [Theory]
    [MemberData(nameof(Statements))]
    public void AFaultAfterAStatementIsWhereItIsAfterText(string statement)
    {
        foreach (var fault in new[] { "{{ 1 // 0 }}", "{{ gone.x }}", "{{ 'a' + 1 }}", "{% include gone %}", "{{ own(1, 2) }}", "{{ 1 | groupby }}" })
        {
            var text = new string('-', statement.Length);

            Assert.Equal(ErrorOf(text + fault, "z"), ErrorOf(statement + fault, "z"));
        }
    }

    [Theory]
    [InlineData("{{ lib.bad() }}", "lib", 9)]
    [InlineData("{% from 'lib' import bad %}{{ bad() ~ own() }}", "lib", 9)]
    [InlineData("{% call lib.w() %}{{ 1 // 0 }}{% endcall %}", "main", 3)]
    [InlineData("{% call lib.w() %}{{ lib.bad() }}{% endcall %}", "lib", 9)]
    [InlineData("{{ lib.w(lib.bad) }}", "lib", 9)]
    [InlineData("{% for x in [[1]] recursive %}{{ 1 // 0 if x is number }}{{ lib.w(loop) if x is iterable }}{{ loop(x) if x is iterable }}{% endfor %}", "main", 3)]
    [InlineData("{% for x in [0, 1] recursive %}{{ x.y.z if loop.depth == 2 }}{{ lib.deep(loop) if loop.depth == 1 }}{% endfor %}", "main", 3)]
    [InlineData("{% for x in [1] recursive %}{{ lib.deep(loop) if loop.depth == 1 }}{{ 1 // 0 if loop.depth == 1 }}{% endfor %}", "main", 3)]
    [InlineData("{{ own(lib.m()) ~ lib.bad(m()) }}", "lib", 9)]
    [InlineData("{% for x in [1, 2] if x > 0 %}{{ lib.peek(loop) }}{% endfor %}", "lib", 9)]
    [InlineData("{% import 'worse' as w %}", "worse", 2)]
    [InlineData("{% include 'worse' %}", "worse", 2)]
    public void AFaultInACallIsInTheTemplateThatWroteIt(string line, string template, int number)
    {
        var (found, at, _) = ErrorOf(line, "z");

        Assert.Equal((template, number), (found, at));
    }

    private static (string? Template, int Line, int Column) ErrorOf(string line, string name)
    {
        var templates = new Dictionary<string, string>(Templates)
        {
            ["lib"] = Templates["lib"] + "\n\n{% macro bad(f=none) %}{{ 1 // 0 }}{% endmacro %}{% macro deep(f) %}{{ f([5]) }}{% endmacro %}{% macro peek(l) %}{{ l.nextitem }}{{ 1 // 0 }}{% endmacro %}",
            ["worse"] = "\n{{ 1 // 0 }}",
        };
        var environment = new JinjaEnvironment(new() { Loader = new JinjaMemoryLoader(templates) });
        var template = environment.Parse($"{{% import 'lib' as lib %}}{{% from 'lib' import m %}}\n{{% macro own(x=1) %}}o{{% endmacro %}}{{% block block %}}b{{% endblock %}}\n{line}\n", "main");

        var error = Assert.Throws<JinjaException>(() => template.Render(new Dictionary<string, object?> { [name] = "o" }, TestContext.Current.CancellationToken));

        return (error.TemplateName, error.Line, error.Column);
    }
}
