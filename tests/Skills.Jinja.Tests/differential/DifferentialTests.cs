using System.Text.Json;
using System.Text.Json.Nodes;
using Skills.Jinja.Tests.Goldens;

namespace Skills.Jinja.Tests.Differential;

/// <summary>Our own templates against what the real Jinja2 made of them. A difference must be explained by one of <see cref="DifferenceRules"/>.</summary>
public sealed class DifferentialTests(ITestOutputHelper output)
{
    private int _count;

    /// <summary>The cases that <c>rows.py</c> chose, with the answers it got.</summary>
    [Fact]
    public void ChosenTemplatesComeOutAsInJinja2()
    {
        Compare(Rows(Path.Combine(AppContext.BaseDirectory, "rows.jsonl")));
        Assert.True(_count > 9_000, $"only {_count} rows were read");
    }

    /// <summary>Cases made by <c>generate.py</c>, named by <c>JINJA_DIFFERENTIAL</c>; skipped without.</summary>
    [Fact]
    public void GeneratedTemplatesComeOutAsInJinja2()
    {
        if (Environment.GetEnvironmentVariable("JINJA_DIFFERENTIAL") is not { Length: > 0 } file)
        {
            Assert.Skip("JINJA_DIFFERENTIAL names no cases: differential/generate.py makes them.");
            return;
        }

        Compare(File.ReadLines(file).Select(static line => new GoldenCase(JsonElement.Parse(line))));
    }

    [Fact]
    public void ADifferenceThatNoRuleExplainsIsAFault()
    {
        var golden = new GoldenCase(JsonElement.Parse("""{ "group": "g", "name": "n", "template": "{{ 1 }}", "expected": "2" }"""));

        var difference = GoldenRunner.Run(golden);

        Assert.NotNull(difference);
        Assert.Null(DifferenceRules.Explain(golden, difference));
    }

    private void Compare(IEnumerable<GoldenCase> cases)
    {
        var explained = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var faults = new List<string>();
        foreach (var golden in cases)
        {
            _count++;
            if (GoldenRunner.Run(golden) is not { } difference)
            {
                continue;
            }

            if (DifferenceRules.Explain(golden, difference) is { } rule)
            {
                explained[rule] = explained.GetValueOrDefault(rule) + 1;
                continue;
            }

            faults.Add($"{golden.Id}: {difference.Message}\n    {JsonSerializer.Serialize(golden.Template)} {golden.Options.GetRawText()}");
        }

        output.WriteLine($"{_count} cases, {explained.Values.Sum() + faults.Count} differ, {faults.Count} of them unexplained");
        foreach (var (rule, count) in explained)
        {
            output.WriteLine($"{count,6} {rule}");
        }

        faults.ForEach(output.WriteLine);
        Assert.Empty(faults);
    }

    internal static IEnumerable<GoldenCase> Rows(string file)
    {
        JsonObject head = [];
        var number = 0;
        foreach (var line in File.ReadLines(file))
        {
            if (line.StartsWith('{'))
            {
                head = JsonNode.Parse(line)!.AsObject();
                continue;
            }

            var row = JsonNode.Parse(line)!.AsArray();
            var text = row[1]!.GetValueKind() == JsonValueKind.String;
            var one = head.DeepClone().AsObject();
            one["name"] = $"{++number}";
            one["template"] = row[0]!.DeepClone();
            one[text ? "expected" : "error"] = row[1]!.DeepClone();
            yield return new(JsonElement.Parse(one.ToJsonString()));
        }
    }
}
