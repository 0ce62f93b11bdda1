using System.Text.Json;

namespace Skills.Jinja.Tests.Goldens;

/// <summary>Templates rendered by the real Jinja2, and what must come out here too.</summary>
public sealed class GoldenTests(ITestOutputHelper output)
{
    private static List<GoldenCase> Load() =>
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "fixtures", "goldens.jsonl")).Select(l => new GoldenCase(JsonElement.Parse(l)))];

    [Fact]
    public void TheGoldensComeOutAsInJinja2()
    {
        var results = Load().ConvertAll(c => (Case: c, Failure: GoldenRunner.Run(c)?.Message));
        output.WriteLine($"{"group",-16}{"pass",6}{"all",6}");
        foreach (var group in results.GroupBy(r => r.Case.Group))
        {
            output.WriteLine($"{group.Key,-16}{group.Count(r => r.Failure is null),6}{group.Count(),6}");
        }

        foreach (var tier in results.GroupBy(r => r.Case.Tier).OrderBy(t => t.Key))
        {
            output.WriteLine($"tier {tier.Key,-11}{tier.Count(r => r.Failure is null),6}{tier.Count(),6}");
        }

        var failures = results.Where(r => r.Failure is not null).ToList();
        foreach (var (golden, failure) in failures)
        {
            output.WriteLine($"{golden.Tier} {golden.Id}: {failure}");
        }

        if (Environment.GetEnvironmentVariable("GOLDEN_OUT") is { } file)
        {
            File.WriteAllLines(file, failures.Select(f => $"{f.Case.Tier} {f.Case.Id}\t{f.Failure}\t{JsonSerializer.Serialize(f.Case.Template)}\t{f.Case.Context.GetRawText()}"));
        }

        Assert.Empty(failures.Select(f => f.Case.Id).Except(KnownDifferences.Ids));
        Assert.Empty(KnownDifferences.Ids.Except(failures.Select(f => f.Case.Id)));
    }

    [Fact]
    public void TheNamesAndTemplatesATemplateUsesAreThoseOfJinja2()
    {
        var wrong = new List<string>();
        foreach (var golden in Load())
        {
            if (Parsed(golden) is not { } template)
            {
                continue;
            }

            if (golden.Undeclared is { } names && !names.SequenceEqual(template.UndeclaredNames))
            {
                wrong.Add($"{golden.Id}: {string.Join(',', template.UndeclaredNames)}, expected {string.Join(',', names)}: {golden.Template}");
            }

            if (golden.References is { } references && !references.SequenceEqual(template.ReferencedTemplates))
            {
                wrong.Add($"{golden.Id}: {string.Join(',', template.ReferencedTemplates)}, expected {string.Join(',', references)}: {golden.Template}");
            }
        }

        wrong.ForEach(output.WriteLine);
        Assert.Empty(wrong);
    }

    private static JinjaTemplate? Parsed(GoldenCase golden)
    {
        try
        {
            return golden.Environment().Parse(golden.Template);
        }
        catch (JinjaException)
        {
            return null;
        }
    }
}
