namespace Skills.Engine.Tests.Routing;

/// <summary>The 15 models and the task lists of the Python predecessor, as facts to decide over.</summary>
internal static class PredecessorModels
{
    public static IReadOnlyList<ModelDefinition> All { get; } =
    [
        Model("claude-sonnet-4", "anthropic", 3, 15, 200_000, 0.95, 800, 2000),
        Model("claude-opus-4", "anthropic", 15, 75, 200_000, 0.98, 1200, 3000),
        Model("claude-haiku-4", "anthropic", 0.25m, 1.25m, 200_000, 0.8, 300, 800),
        Model("gpt-5", "openai", 5, 20, 128_000, 0.94, 700, 1800),
        Model("gpt-4o", "openai", 2.5m, 10, 128_000, 0.92, 600, 1500),
        Model("gpt-4o-mini", "openai", 0.15m, 0.6m, 128_000, 0.82, 400, 1000),
        Model("o1", "openai", 15, 60, 200_000, 0.97, 15_000, 60_000),
        Model("o1-mini", "openai", 3, 12, 128_000, 0.9, 8000, 30_000),
        Model("gemini-2.0-flash-thinking", "google", 0, 0, 1_000_000, 0.88, 1000, 3000),
        Model("gemini-pro-1.5", "google", 1.25m, 5, 2_000_000, 0.89, 900, 2500),
        Model("gemini-flash-1.5", "google", 0.075m, 0.3m, 1_000_000, 0.81, 500, 1200),
        Model("mistral-large-2", "mistral", 2, 6, 128_000, 0.87, 800, 2000),
        Model("mistral-small-2", "mistral", 0.2m, 0.6m, 128_000, 0.78, 500, 1200),
        Model("command-r-plus", "cohere", 2.5m, 10, 128_000, 0.86, 900, 2200),
        Model("command-r", "cohere", 0.5m, 1.5m, 128_000, 0.79, 600, 1500),
    ];

    public static IReadOnlyDictionary<string, string[]> Preferred { get; } = new Dictionary<string, string[]>
    {
        ["reasoning"] = ["claude-opus-4", "o1", "claude-sonnet-4"],
        ["code_generation"] = ["claude-sonnet-4", "gpt-4o", "gemini-pro-1.5"],
        ["code_review"] = ["claude-sonnet-4", "gpt-5", "claude-opus-4"],
        ["planning"] = ["gpt-5", "claude-sonnet-4", "o1-mini"],
        ["analysis"] = ["claude-sonnet-4", "gemini-pro-1.5", "gpt-5"],
        ["documentation"] = ["claude-haiku-4", "gpt-4o-mini", "mistral-small-2"],
        ["testing"] = ["claude-sonnet-4", "gpt-4o"],
        ["refactoring"] = ["claude-sonnet-4", "gpt-4o", "o1-mini"],
        ["security_audit"] = ["claude-opus-4", "o1", "claude-sonnet-4"],
        ["tool_use"] = ["claude-sonnet-4", "gpt-4o", "gemini-pro-1.5"],
        ["multimodal"] = ["claude-sonnet-4", "gpt-4o", "gemini-pro-1.5"],
        ["long_context"] = ["gemini-pro-1.5", "claude-sonnet-4", "gemini-2.0-flash-thinking"],
    };

    public static Bed Bed()
    {
        var bed = new Bed(All, [.. All.Select(static m => m.Provider).Distinct().Select(static p => ScriptedClient.Answering(p))], static o =>
        {
            foreach (var (task, models) in Preferred)
            {
                o.TaskPreferences[task] = [.. models];
            }
        });
        return bed;
    }

    private static ModelDefinition Model(string id, string provider, decimal input, decimal output, int window, double quality, int p50, int p95) => new()
    {
        Id = id,
        Provider = provider,
        ContextWindow = window,
        MaxOutputTokens = 8192,
        Quality = quality,
        Prices = [new() { Input = input, Output = output }],
        LatencyP50 = TimeSpan.FromMilliseconds(p50),
        LatencyP95 = TimeSpan.FromMilliseconds(p95),
    };
}
