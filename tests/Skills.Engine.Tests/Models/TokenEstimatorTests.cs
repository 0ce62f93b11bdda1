namespace Skills.Engine.Tests.Models;

public sealed class TokenEstimatorTests
{
    /// <summary>Texts with token counts that vendors' own pages give, and bounds of a third around them.</summary>
    [Theory]
    [InlineData("The quick brown fox jumps over the lazy dog.", 10)]
    [InlineData("hello world", 2)]
    [InlineData("tiktoken is great!", 6)]
    [InlineData("antidisestablishmentarianism", 6)]
    public void EnglishLandsNearTheCount(string text, int tokens) =>
        Assert.InRange(TokenEstimator.Estimate(text), (int)(tokens * 0.66), (int)Math.Ceiling(tokens * 1.34));

    [Theory]
    [InlineData("", 0)]
    [InlineData("   ", 1)]
    [InlineData("a", 1)]
    [InlineData("1234567", 3)]
    [InlineData("{}[]", 4)]
    [InlineData("日本語", 3)]
    [InlineData("привет", 3)]
    public void EachScriptHasItsMeasure(string text, int tokens) => Assert.Equal(tokens, TokenEstimator.Estimate(text));

    /// <summary>ASCII text is counted in blocks. One sign of another script makes all of it be counted sign by sign.</summary>
    [Fact]
    public void BlocksOfAsciiTextCountLikeSingleSigns()
    {
        var random = new Random(5);
        for (var i = 0; i < 2000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => new string("aZ09 \n\t.-\0@[`{/:\u007f"[random.Next(17)], random.Next(1, random.Next(2) == 0 ? 4 : 140))));
            Assert.Equal(TokenEstimator.Estimate(text + "\u5B57"), TokenEstimator.Estimate(text) + 1);
        }
    }

    [Fact]
    public void MessagesAndMediaCountToo()
    {
        var one = TokenEstimator.Estimate([new ModelMessage(MessageRole.User, "hello")]);
        var withImage = TokenEstimator.Estimate([new ModelMessage(MessageRole.User, "hello") { Media = [new("data:image/png;base64,AAAA", "image/png")] }]);
        Assert.Equal(5, one);
        Assert.Equal(1605, withImage);
        Assert.Equal(0, TokenEstimator.Estimate(Array.Empty<ModelMessage>()));
    }

    [Fact]
    public void MoreTextNeverCostsLess()
    {
        var random = new Random(7);
        var text = "";
        var last = 0;
        for (var i = 0; i < 500; i++)
        {
            text += (char)random.Next(32, 0x3000);
            var now = TokenEstimator.Estimate(text);
            Assert.True(now >= last);
            last = now;
        }
    }
}
