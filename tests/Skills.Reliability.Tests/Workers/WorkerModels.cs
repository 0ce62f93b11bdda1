using Skills.Engine.Testing;

namespace Skills.Reliability.Tests.Workers;

/// <summary>Six providers with a model each; the price of a model tells who was asked.</summary>
internal static class WorkerModels
{
    public static readonly IReadOnlyList<string> Providers = ["anthropic", "openai", "google", "local", "acme", "zeta"];

    public static ModelPrice PriceOf(string provider)
    {
        var index = Providers.ToList().IndexOf(provider);
        return new() { Input = 0.31m + (0.2m * index), Output = 4.03m + (1.7m * index) };
    }

    public static IReadOnlyList<ModelDefinition> All { get; } =
    [
        .. Providers.Select(static (p, i) => new FakeModelClient(p).Model("m-" + p) with { Quality = 0.70 + (0.04 * i), MaxOutputTokens = 4096, Prices = [PriceOf(p)] }),
    ];
}
