using System.Globalization;
using System.Text.Json;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.Tests.Http;

/// <summary>Token counts and charges at the values where they stop to be believed.</summary>
public sealed class ChatUsageTests
{
    [Theory]
    [InlineData("""{"cost":0.5}""", "0.5")]
    [InlineData("""{"cost":0.5,"is_byok":false}""", "0.5")]
    [InlineData("""{"cost":0.5,"is_byok":true}""", null)]
    [InlineData("""{"cost":0}""", null)]
    [InlineData("""{"cost":-1}""", null)]
    [InlineData("""{"cost":10000}""", "10000")]
    [InlineData("""{"cost":10000.01}""", null)]
    [InlineData("""{"cost":"0.5"}""", null)]
    public void AChargeIsTheCallersOwnAndWithinReason(string usage, string? usd) =>
        Assert.Equal(usd is null ? null : decimal.Parse(usd, CultureInfo.InvariantCulture), ChatUsage.Charged(JsonElement.Parse(usage)));

    [Theory]
    [InlineData(100, 60L, 40L, 0, 60L, 40L)]
    [InlineData(100, 60L, 41L, 100, null, null)]
    [InlineData(100, 100L, null, 0, 100L, null)]
    [InlineData(100, 101L, null, 100, null, null)]
    public void PartsOfTheInputAreAtMostTheWhole(long prompt, long? cached, long? written, long uncached, long? read, long? wrote)
    {
        var usage = ChatUsage.Normal(prompt, cached, written, 5, null)!;

        Assert.Equal((uncached, read, wrote), (usage.InputUncached, usage.CacheRead, usage.CacheWrite5m));
    }

    [Theory]
    [InlineData(10, 10, 0, 10L)]
    [InlineData(10, 11, 10, null)]
    public void ReasoningIsAtMostTheWholeOutput(long completion, long reasoning, long visible, long? kept)
    {
        var usage = ChatUsage.Normal(5, null, null, completion, reasoning)!;

        Assert.Equal((visible, kept), (usage.OutputVisible, usage.Reasoning));
    }

    [Theory]
    [InlineData(10L, 4L, 4L)]
    [InlineData(10L, 10L, 10L)]
    [InlineData(10L, 11L, 10L)]
    [InlineData(null, 11L, 0L)]
    [InlineData(10L, 0L, null)]
    [InlineData(10L, null, null)]
    public void APartIsAtMostTheWhole(long? whole, long? part, long? kept) => Assert.Equal(kept, ChatUsage.PartOf(whole, part));
}
