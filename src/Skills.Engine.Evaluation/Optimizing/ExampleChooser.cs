using System.Text.Json;
using Skills.Engine.Evaluation.Redaction;

namespace Skills.Engine.Evaluation.Optimizing;

/// <summary>Chooses examples among the answers that passed.</summary>
internal sealed class ExampleChooser(SkillTestReport report, IReadOnlyList<SkillTestCase> cases, Random random)
{
    private readonly SkillExample[] _known =
    [
        .. from result in report.Results
           let run = result.Runs.FirstOrDefault(static r => r is { Passed: true, Status: ExecutionStatus.Success, Output: not null })
           where run is not null && !run.Output!.Contains(Redactor.Mark, StringComparison.Ordinal)
           let output = Parse(run.Output!)
           where output is not null
           let test = cases.First(c => c.Name == result.Case)
           select new SkillExample(test.Input, output.Value, test.Name),
    ];

    /// <summary>Returns some examples; null when none passed.</summary>
    public IReadOnlyList<SkillExample>? Choose(int most)
    {
        if (_known.Length == 0 || most == 0)
        {
            return null;
        }

        var some = _known.ToArray();
        random.Shuffle(some);
        return some[..Math.Min(most, some.Length)];
    }

    // An answer that was cut is not JSON any more.
    private static JsonElement? Parse(string output)
    {
        try
        {
            return JsonElement.Parse(output);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
