using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Import.Promptfoo;

/// <summary>Turns the tests of a promptfoo configuration into test cases.</summary>
internal sealed class PromptfooTests(ForeignKeys keys, DiagnosticList diagnostics)
{
    // Assertions with an expectation of the same name.
    private static readonly string[] Same =
        ["equals", "contains", "icontains", "contains-all", "contains-any", "starts-with", "regex"];

    /// <summary>The cases; null when there are none.</summary>
    /// <param name="inputs">Takes the names of the variables.</param>
    public ListNode? Read(ISet<string> inputs)
    {
        var tests = new List<SkillNode>();
        if (keys.Take("tests") is not ListNode list)
        {
            keys.Drop("tests", " Write the tests in the file itself.");
            return null;
        }

        foreach (var test in list.Items.OfType<MapNode>())
        {
            var vars = test.Find("vars")?.Value as MapNode ?? new MapNode(test.Source, test.Start, test.End, []);
            inputs.UnionWith(vars.Entries.Select(static e => e.Key.Text));
            var expectations = ((test.Find("assert")?.Value as ListNode)?.Items ?? []).OfType<MapNode>().Select(Expectation).OfType<SkillNode>().ToList();
            expectations = expectations.Count > 0 ? expectations : [new FormBuilder(test).Add("status", "success").Build()];
            var name = (test.Find("description")?.Value as ScalarNode)?.Text ?? $"test {tests.Count + 1}";
            tests.Add(new FormBuilder(test).Add("name", name).Add("input", vars).Add("expect", FormBuilder.List(test, expectations)).Build());
        }

        return tests.Count == 0 ? null : FormBuilder.List(list, tests);
    }

    private MapNode? Expectation(MapNode assertion)
    {
        var type = assertion.Find("type")?.Value as ScalarNode;
        var name = type?.Text ?? "";
        var bare = name.StartsWith("not-", StringComparison.Ordinal) ? name[4..] : name;
        if (Same.Contains(bare) && assertion.Find("value")?.Value is { } value)
        {
            return new FormBuilder(assertion).Add("path", "$").Add(name, value).Build();
        }

        if (name == "llm-rubric" && assertion.Find("value")?.Value is { } rubric)
        {
            return new FormBuilder(assertion).Add("judge", rubric).Build();
        }

        if (name is "latency" or "cost" && assertion.Find("threshold")?.Value is { } threshold)
        {
            return new FormBuilder(assertion).Add(name, threshold).Build();
        }

        if (name == "is-json")
        {
            return new FormBuilder(assertion).Add("is-json", FormBuilder.True(assertion)).Build();
        }

        diagnostics.Add(SkillDiagnosticCode.NotCarried, (SkillNode?)type ?? assertion, $"The assertion '{name}' has no counterpart and was left out.");
        return null;
    }
}
