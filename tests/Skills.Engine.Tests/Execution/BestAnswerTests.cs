using Skills.Engine.Execution;

namespace Skills.Engine.Tests.Execution;

public sealed class BestAnswerTests
{
    [Fact]
    public void OfAnswersThatAreEquallyWrongTheLaterIsKept()
    {
        var best = new BestAnswer();

        best.Consider(Wrong("first", 2));

        Assert.Equal("second", best.Consider(Wrong("second", 2)).Reply!.Text);
    }

    [Fact]
    public void ALaterAnswerWithMoreErrorsDoesNotTakeThePlaceOfABetterOne()
    {
        var best = new BestAnswer();

        best.Consider(Wrong("first", 1));

        Assert.Equal("first", best.Consider(Wrong("second", 2)).Reply!.Text);
        Assert.Equal("third", best.Consider(Wrong("third", 1)).Reply!.Text);
        Assert.Single(best.Errors);
    }

    private static Answer Wrong(string text, int errors) => new(
        new() { Text = text, StopReason = StopReason.Completed },
        Failure: [.. Enumerable.Range(0, errors).Select(static i => new SkillError("output.type", SkillStep.ValidateOutput, $"/{i}", "It is wrong."))]);
}
