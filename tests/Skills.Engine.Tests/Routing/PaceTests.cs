using Skills.Engine.Routing;

namespace Skills.Engine.Tests.Routing;

/// <summary>The usual latency and reply length of one skill at one model.</summary>
public sealed class PaceTests
{
    [Fact]
    public void NothingIsKnownBeforeTheFirstTry()
    {
        var pace = new Pace();
        pace.Add(0, null);
        pace.Add(-5, -1);

        Assert.Equal((0, 0, false), (pace.UsualMs, pace.OutputTokens, pace.IsLengthKnown));
        Assert.Null(pace.LongOutput);
        Assert.Equal(700, pace.ExpectedOutput(700));
    }

    [Fact]
    public void TheUsualLatencyIsAGeometricMean()
    {
        var pace = new Pace();
        pace.Add(100, null);
        Assert.Equal(100, pace.UsualMs, 6);
        pace.Add(400, null);
        Assert.Equal(200, pace.UsualMs, 6);
        pace.Add(0, null);
        pace.Add(25, null);
        Assert.Equal(100, pace.UsualMs, 6);
    }

    [Fact]
    public void ALaterLatencyCountsAFiftieth()
    {
        var pace = new Pace();
        for (var i = 0; i < 1000; i++)
        {
            pace.Add(100, null);
        }

        pace.Add(100 * Math.Pow(2, 50), null);

        Assert.Equal(200, pace.UsualMs, 6);
    }

    [Fact]
    public void TheLengthIsAMeanWhoseLaterRepliesCountATenth()
    {
        var pace = new Pace();
        pace.Add(1, 100);
        pace.Add(1, 0);
        pace.Add(1, 200);
        Assert.Equal(100, pace.OutputTokens, 6);
        for (var i = 0; i < 500; i++)
        {
            pace.Add(1, 100);
        }

        pace.Add(1, 600);

        Assert.Equal(150, pace.OutputTokens, 6);
    }

    [Theory]
    [InlineData(0, 500, false)]
    [InlineData(1, 420, false)]
    [InlineData(3, 329, false)]
    [InlineData(4, 300, true)]
    [InlineData(12, 200, true)]
    public void FourRepliesOfOthersCountAsMuchAsThoseOfTheModel(int replies, int expected, bool isKnown)
    {
        var pace = new Pace();
        for (var i = 0; i < replies; i++)
        {
            pace.Add(1, 100);
        }

        Assert.Equal((expected, isKnown), (pace.ExpectedOutput(500), pace.IsLengthKnown));
    }

    [Fact]
    public void TheLongestReplyIsKnownFromTheTwentiethOnAndForgottenSlowly()
    {
        var pace = new Pace();
        for (var i = 0; i < 19; i++)
        {
            pace.Add(1, 101);
            Assert.Null(pace.LongOutput);
        }

        pace.Add(1, 101);
        Assert.Equal(152, pace.LongOutput);

        pace.Add(1, 1001);
        Assert.Equal(1502, pace.LongOutput);
        for (var i = 0; i < 100; i++)
        {
            pace.Add(1, 101);
        }

        Assert.InRange(pace.LongOutput!.Value, 550, 800);
    }
}
