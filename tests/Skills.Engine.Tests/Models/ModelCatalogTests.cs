using Skills.Engine.Models;
using Microsoft.Extensions.Options;
using Skills.Engine.Testing;

namespace Skills.Engine.Tests.Models;

public sealed class ModelCatalogTests
{
    [Theory]
    [InlineData("claude-haiku-4-5", "claude-haiku-4-5")]
    [InlineData("anthropic/claude-haiku", "claude-haiku-4-5")]
    [InlineData("claude-haiku", "claude-haiku-4-5")]
    [InlineData("Anthropic/Claude-Haiku-4-5-20251001", "claude-haiku-4-5")]
    [InlineData("ibm/granite-4-h-small", "ibm/granite-4-h-small")]
    [InlineData("watsonx/ibm/granite-4-h-small", "ibm/granite-4-h-small")]
    [InlineData("local/anything:7b", "anything:7b")]
    [InlineData("openai/gpt-oss-120b", "openai/gpt-oss-120b")]
    public void AModelIsFoundByIdProviderAndAlias(string name, string id) => Assert.Equal(id, Catalog().Find(name)?.Id);

    [Theory]
    [InlineData("no-such-model")]
    [InlineData("anthropic/gpt-5")]
    [InlineData("")]
    [InlineData("local/")]
    public void AnUnknownNameIsNothing(string name) => Assert.Null(Catalog().Find(name));

    [Fact]
    public void TheEmbeddedCatalogHoldsEveryModelOfItsSource()
    {
        var models = Catalog().Models;
        Assert.Equal(111, models.Count);
        Assert.Equal(["anthropic", "google", "local", "openai", "watsonx"], models.Select(m => m.Provider).Distinct().Order());
        Assert.All(models, m => Assert.InRange(m.Quality, 0.1, 1));
    }

    [Fact]
    public void APriceChangesOnItsDay()
    {
        var sonnet = Catalog().Find("claude-sonnet-5")!;
        Assert.Equal(2m, sonnet.PriceOn(new(2026, 8, 31))!.Input);
        Assert.Equal(3m, sonnet.PriceOn(new(2026, 9, 1))!.Input);
    }

    [Fact]
    public void APriceHasTiersAndFees()
    {
        var price = Catalog().Find("gpt-6.1-terra")!.PriceOn(new(2026, 11, 1))!;

        Assert.Equal((0.5m, 2.5m, 2m, 10m), (price.FlexInput, price.FlexOutput, price.PriorityInput, price.PriorityOutput));
        Assert.Equal(10m, Catalog().Find("claude-opus-5-5")!.PriceOn(new(2026, 11, 1))!.WebSearch);
        Assert.Equal(1m, Catalog().Find("gemini-2.5-flash")!.PriceOn(new(2026, 11, 1))!.AudioInput);
    }

    [Fact]
    public void AModelWithoutAPriorIsUsedOnlyByName() => Assert.All(
        Catalog().Models.Where(static m => m.Id is "claude-opus-5-5" or "gpt-6.1-sol" or "gemini-3.8-flash"), static m => Assert.True(m.OnlyByName));

    [Fact]
    public void ARetirementHasItsDay() => Assert.Equal(
        [new(2026, 6, 1), new(2026, 10, 23), new DateOnly(2027, 1, 14), null],
        new[] { "gemini-2.0-flash", "o3-mini", "gpt-4o", "gpt-5.6-luna" }.Select(static id => Catalog().Find(id)!.RetiresOn));

    [Fact]
    public void AnOverlayReplacesAndAdds()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, """
            models:
              - id: claude-haiku-4-5
                provider: anthropic
                quality: 0.1
              - id: mine
                provider: custom
                wire_id: mine-v2
                prices: [{ input: 0.5, output: 1.5 }]
            """);
        var catalog = Catalog(o => o.Catalog.OverlayFile = file);
        Assert.Equal(0.1, catalog.Find("claude-haiku-4-5")!.Quality);
        Assert.Equal("mine-v2", catalog.Find("custom/mine")!.WireId);
        Assert.Equal(112, catalog.Models.Count);
    }

    [Theory]
    [InlineData("input: 3000, output: 15", "line 5", "above the bound")]
    [InlineData("input: 0.000003, output: 0.000015", "line 5", "price per token")]
    [InlineData("input: 3, output: 15, cache_read: 4", "line 5", "cache_read 4 is more than input 3")]
    [InlineData("input: 3, output: 15, cache_write_5m: 2", "line 5", "input 3 is more than cache_write_5m 2")]
    [InlineData("input: 3, output: 15, cache_write_5m: 18.75, cache_write_1h: 6", "line 5", "cache_write_5m 18.75 is more than cache_write_1h 6")]
    [InlineData("input: 3, output: 15, long_from: 200000", "line 5", "go together")]
    [InlineData("input: -3, output: 15", "line 5", "0 or more")]
    [InlineData("input: 3", "line 5", "output price is required")]
    [InlineData("input: 3, output: 15, typo: 1", "line 5", "unknown key")]
    [InlineData("input: NaN, output: 15", "line 5", "not a number")]
    public void AnUnbelievablePriceIsRefusedWithItsLine(string price, string line, string reason)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, $"models:\n  - id: a\n    provider: b\n    prices:\n      - {{ {price} }}\n");
        var error = Assert.Throws<ModelCatalogException>(() => Catalog(o => o.Catalog.OverlayFile = file));
        Assert.Contains(line, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("models:\n  - id: [small", 20)]
    [InlineData("models: [", 100_000)]
    public void AnOverlayThatIsNestedTooDeeplyIsRefused(string begin, int times) => Refused(begin + new string('[', times * 5));

    // The parser throws InvalidOperationException for this one.
    [Fact]
    public void AnOverlayThatTheParserItselfCannotReadIsRefused() => Refused("models:\n  - id: m-1\n    aliases: [sma provider: acme\n    aliases: [small]\nrules:\nw: 1\n");

    private static void Refused(string yaml) => Assert.Throws<ModelCatalogException>(() => new ModelCatalogReader(1000).ReadYaml(new StringReader(yaml), "overlay.yaml"));

    [Fact]
    public void APriceGivenInCodeIsCheckedToo() => Assert.Throws<ModelCatalogException>(() =>
        Catalog(o => o.Models.Add(new() { Id = "a", Provider = "b", Prices = [new() { Input = 15_000, Output = 1 }] })));

    private static ModelCatalog Catalog(Action<SkillsEngineOptions>? configure = null)
    {
        var options = new SkillsEngineOptions();
        configure?.Invoke(options);
        return new(Options.Create(options));
    }
}
