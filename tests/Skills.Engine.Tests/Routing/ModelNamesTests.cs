using Skills.Engine.Routing;

namespace Skills.Engine.Tests.Routing;

/// <summary>The names of models and providers in a skill.</summary>
public sealed class ModelNamesTests
{
    [Theory]
    [InlineData("large", true)]
    [InlineData(" LARGE ", true)]
    [InlineData("acme/large", true)]
    [InlineData("Acme/Large", true)]
    [InlineData("big", true)]
    [InlineData("biggest", true)]
    [InlineData("acme/Biggest", true)]
    [InlineData("acme", false)]
    [InlineData("acme/", false)]
    [InlineData("acme-large", false)]
    [InlineData("acm/large", false)]
    [InlineData("other/large", false)]
    [InlineData("large2", false)]
    [InlineData("acme/acme/large", false)]
    [InlineData("", false)]
    public void AModelHasItsIdAndItsAliasesWithItsProviderOrWithout(string name, bool means) =>
        Assert.Equal(means, ModelNames.Means(name, Some.Model("large", "acme") with { Aliases = ["big", "biggest"] }));

    [Theory]
    [InlineData("vendor/large", true)]
    [InlineData("acme/vendor/large", true)]
    [InlineData("large", false)]
    public void AnIdMayHaveASlashOfItsOwn(string name, bool means) => Assert.Equal(means, ModelNames.Means(name, Some.Model("vendor/large", "acme")));
}
