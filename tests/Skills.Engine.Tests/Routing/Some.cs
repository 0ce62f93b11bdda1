namespace Skills.Engine.Tests.Routing;

internal static class Some
{
    public static ModelDefinition Model(string id, string provider = "p", double quality = 0.8, decimal? input = 1, decimal? output = 2, int? window = 100_000) => new()
    {
        Id = id,
        Provider = provider,
        Quality = quality,
        ContextWindow = window,
        MaxOutputTokens = 4096,
        Prices = input is { } i && output is { } o ? [new() { Input = i, Output = o }] : [],
    };

    public static Skill Skill(ModelPreferences? preferences = null, string category = "GENERAL") => new()
    {
        Id = "skill",
        Name = "Skill",
        PromptTemplate = "hello",
        Category = category,
        ModelPreferences = preferences ?? new(),
    };

    public static RoutingRequest Request(Skill? skill = null, int input = 1000, int output = 500, string? pin = null, ModelCapabilities require = default) => new()
    {
        Skill = skill ?? Skill(),
        Context = new() { Model = pin },
        EstimatedInputTokens = input,
        EstimatedOutputTokens = output,
        Require = require,
    };

    public static ModelReply Reply(string text = "{}", long input = 100, long output = 50) => new()
    {
        Text = text,
        Usage = new() { InputUncached = input, OutputVisible = output },
    };

    public static ModelException Error(ModelErrorKind kind, TimeSpan? retryAfter = null) => new(kind, $"It failed: {kind}.") { RetryAfter = retryAfter };
}
