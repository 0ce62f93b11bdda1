using System.Text.Json;
using Skills.Engine.Outputs.Alignment;
using Skills.Engine.Outputs.Reading;

namespace Skills.Engine.Outputs;

public class LlmRepliesTests(ITestOutputHelper output)
{
    private const LossyRepairs All = LossyRepairs.Drop | LossyRepairs.Round | LossyRepairs.Fill | LossyRepairs.Truncate | LossyRepairs.Pick;

    [Fact]
    public void Report()
    {
        var cases = ReplyCorpus.Load("/work/shared/suites/llm-replies/cases.jsonl");
        foreach (var group in cases.Where(static c => !c.Debatable && c.Schema is null && c.Mode == "lenient").GroupBy(static c => (c.Mode, c.Source)))
        {
            var ok = 0;
            foreach (var c in group)
            {
                var reading = Read(c);
                var pass = c.ExpectError ? reading.Failure != OutputFailure.None : reading.Value is { } v && reading.Failure == OutputFailure.None && ReplyCorpus.Same(c.Expected!.Value, v);
                if (pass) { ok++; }
                else
                {
                    output.WriteLine($"FAIL {c.Source} {c.Name}\n   {c.Raw.GetRawText()}\n   want {(c.Expected is { } e ? e.GetRawText() : "ERR")}\n   got  {reading.Failure} {(reading.Value is { } g ? g.GetRawText() : "-")}  [{string.Join(" ", reading.Edits.Select(e => e.Name))}]");
                }
            }

            output.WriteLine($"== {group.Key} {ok}/{group.Count()}");
        }
    }

    private static ReplyReading Read(ReplyCase c) => new ReplyReader(new()).Read(c.Text, new() { Allow = All });
}
