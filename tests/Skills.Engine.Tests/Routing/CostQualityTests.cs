namespace Skills.Engine.Tests.Routing;

/// <summary>The knob between cost and quality when one model was measured and a better one was not.</summary>
public sealed class CostQualityTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(50)]
    [InlineData(500)]
    public void AtOneAMeasuredSmallModelDoesNotDisplaceAnUnmeasuredStrongOne(int outcomes)
    {
        var bed = Small(outcomes, good: outcomes);

        Assert.Equal("strong", Choice(bed, costQuality: 1));
        Assert.Equal("small", Choice(bed, costQuality: null));
    }

    [Fact]
    public void AtOneTheSmallModelIsChosenOnceTheStrongOneWasMeasuredAndIsWorse()
    {
        var bed = Small(outcomes: 50, good: 49);
        for (var i = 0; i < 20; i++)
        {
            Report(bed, "strong", isGood: i % 2 == 0);
        }

        Assert.Equal("small", Choice(bed, costQuality: 1));
    }

    [Fact]
    public void AtOneAStrongModelThatIsAsGoodStaysChosen()
    {
        var bed = Small(outcomes: 50, good: 48);
        for (var i = 0; i < 50; i++)
        {
            Report(bed, "strong", isGood: i % 25 != 0);
        }

        Assert.Equal("strong", Choice(bed, costQuality: 1));
    }

    [Theory]
    [InlineData(0, 0, 2, 1)]
    [InlineData(0.25, 0.5, 1.5, 1)]
    [InlineData(0.5, 1, 1, 1)]
    [InlineData(0.75, 1.5, 0.5, 0.5)]
    [InlineData(0.99, 1.98, 0.02, 0.05)]
    [InlineData(1, 2, 0, 0.05)]
    public void TheKnobMovesWeightBetweenQualityAndCostAndLatencyKeepsALittle(double knob, double quality, double cost, double latency)
    {
        var usual = Terms(null);
        var moved = Terms(knob);

        Assert.Equal((quality, quality, cost, latency), (Moved("quality"), Moved("learned"), Moved("cost"), Moved("latency")));

        // Health keeps its weight, so it is the measure of the others.
        double Moved(string term) => Math.Round(moved[term] / moved["health"] * usual["health"] / usual[term], 4);

        static IReadOnlyDictionary<string, double> Terms(double? knob) => Bed.Of(Some.Model("m"))
            .Route(Some.Request(Some.Skill(new() { CostQuality = knob, Weights = new(Quality: 1, Cost: 2, Latency: 3, Health: 4, Learned: 5) })))
            .Explanation.Candidates[0].Terms;
    }

    private static Bed Small(int outcomes, int good)
    {
        var bed = Bed.Of(Some.Model("small", quality: 0.6, input: 0.2m, output: 1), Some.Model("strong", quality: 0.95, input: 5, output: 25));
        for (var i = 0; i < outcomes; i++)
        {
            Report(bed, "small", isGood: i < good);
        }

        return bed;
    }

    private static string Choice(Bed bed, double? costQuality) => bed
        .Route(Some.Request(Some.Skill(new() { CostQuality = costQuality, Explore = false })) with { Difficulty = Easy })
        .Candidates[0].Model.Id;

    private static void Report(Bed bed, string model, bool isGood)
    {
        var definition = bed.Options.Models.Single(m => m.Id == model);
        bed.Router.Report(new() { Model = definition, Category = "GENERAL", SkillId = "skill", Latency = TimeSpan.FromMilliseconds(100), Usage = Some.Reply().Usage });
        bed.Router.Report(new() { Model = definition, Category = "GENERAL", SkillId = "skill", Difficulty = Easy, OutputValid = isGood });
    }

    private static DifficultyEstimate Easy { get; } = new(0.2, "prior");
}
