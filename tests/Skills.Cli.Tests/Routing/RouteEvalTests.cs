using Skills.Cli.Tests.Support;

namespace Skills.Cli.Tests.Routing;

public sealed class RouteEvalTests
{
    [Fact]
    public async Task CurvesAndKnobsAreShownForEachSet()
    {
        using var place = new Workplace();
        place.Write("outcomes.jsonl", Outcomes());

        var result = (await place.RunAsync("route", "eval", "outcomes.jsonl")).Exits(0);

        Assert.Contains("maths: 40", result.Out, StringComparison.Ordinal);
        Assert.Contains("  oracle ", result.Out, StringComparison.Ordinal);
        Assert.Contains("costQuality 0.25", result.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("manifold", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JsonHasTheWholeCurve()
    {
        using var place = new Workplace();
        place.Write("outcomes.jsonl", Outcomes());

        var set = (await place.RunAsync("route", "eval", "outcomes.jsonl", "-o", "json")).Exits(0).Json[0];

        Assert.Equal(101, set.GetProperty("curves")[0].GetProperty("recovered").GetArrayLength());
        Assert.Equal(5, set.GetProperty("settings").GetArrayLength());
        Assert.Equal(1, set.GetProperty("settings")[0].GetProperty("calls").GetProperty("weak").GetDouble());
    }

    [Fact]
    public async Task AWrongLineAndAnUnknownModelSayWhatToDo()
    {
        using var place = new Workplace();
        place.Write("wrong.jsonl", "{\"prompt\": 1}");
        place.Write("outcomes.jsonl", Outcomes());

        Assert.Contains("Line 1 is not a sample", (await place.RunAsync("route", "eval", "wrong.jsonl")).Error, StringComparison.Ordinal);
        Assert.Contains("--weak and --strong", (await place.RunAsync("route", "eval", "outcomes.jsonl", "--weak", "other")).Exits(5).Error, StringComparison.Ordinal);
    }

    private static string Outcomes() => string.Join('\n', Enumerable.Range(0, 40).Select(static i =>
        $$"""{"set": "maths/x", "prompt": "{{(i % 2 == 0 ? "Prove that the manifold is compact." : "Add two and two.")}} {{i}}", "weak": {{(i % 2 == 0 ? "false" : "true")}}, "strong": true}"""));
}
