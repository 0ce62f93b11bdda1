using System.Text.Json;
using Skills.Jinja.Tests.Goldens;

namespace Skills.Jinja.Tests.Differential;

/// <summary>Cases made by <c>generate.py</c>, named by <c>JINJA_DIFFERENTIAL</c>; skipped without.</summary>
public sealed class DifferentialTests(ITestOutputHelper output)
{
    [Fact]
    public void GeneratedTemplatesComeOutAsInJinja2()
    {
        if (Environment.GetEnvironmentVariable("JINJA_DIFFERENTIAL") is not { Length: > 0 } file)
        {
            Assert.Skip("JINJA_DIFFERENTIAL names no cases: differential/generate.py makes them.");
            return;
        }

        var (count, failures) = (0, new List<string>());
        foreach (var line in File.ReadLines(file))
        {
            count++;
            var golden = new GoldenCase(JsonElement.Parse(line));
            if (GoldenRunner.Run(golden) is { } failure)
            {
                failures.Add($"{golden.Id}: {failure}\n    {JsonSerializer.Serialize(golden.Template)} {golden.Options.GetRawText()}");
            }
        }

        output.WriteLine($"{count} cases, {failures.Count} differ");
        failures.ForEach(output.WriteLine);
        Assert.Empty(failures);
    }
}
