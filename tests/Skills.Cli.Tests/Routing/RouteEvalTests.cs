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

    [Fact]
    public async Task ALogOfChosenModelsShowsBounds()
    {
        using var place = new Workplace();
        place.Write("calls.jsonl", string.Join('\n', Enumerable.Range(0, 40).Select(static i => i % 2 == 0
            ? $$"""{"prompt": "Add two and two. {{i}}", "models": {"small": {"quality": 1, "costUsd": 0.001} } }"""
            : $$"""{"prompt": "Add two and two. {{i}}", "models": {"large": {"quality": 1, "costUsd": 0.02} } }""")));
        place.Write("outcomes.jsonl", Outcomes());

        var text = (await place.RunAsync("route", "eval", "calls.jsonl", "--logged")).Exits(0).Out;
        var first = (await place.RunAsync("route", "eval", "calls.jsonl", "--logged", "-o", "json")).Exits(0).Json[0];

        Assert.Contains("40 requests, quality 1.000 and cost 0.0105 as logged", text, StringComparison.Ordinal);
        Assert.Contains("0.500 to 1.000", text, StringComparison.Ordinal);
        Assert.Equal((20, 0.5, 1, 0.001), (first.GetProperty("known").GetInt32(), first.GetProperty("leastQuality").GetDouble(), first.GetProperty("calls").GetProperty("small").GetDouble(), first.GetProperty("estimatedCostUsd").GetDouble()));
        Assert.Contains("--logged", (await place.RunAsync("route", "eval", "outcomes.jsonl", "--logged")).Error, StringComparison.Ordinal);
    }

    private static string Outcomes() => string.Join('\n', Enumerable.Range(0, 40).Select(static i =>
        $$"""{"set": "maths/x", "prompt": "{{(i % 2 == 0 ? "Prove that the manifold is compact." : "Add two and two.")}} {{i}}", "weak": {{(i % 2 == 0 ? "false" : "true")}}, "strong": true}"""));
}
