using System.Text.Json;

namespace Skills.Engine.Dashboard.Operations;

/// <summary>What the router needs of a recorded run: the size of its first call, and how hard it was.</summary>
internal sealed record SampledCall(int InputTokens, int OutputTokens, DifficultyEstimate? Difficulty)
{
    /// <summary>Reads a recorded run; null when no model reported its tokens.</summary>
    public static SampledCall? Of(JsonElement recorded)
    {
        if (recorded.TryGetProperty("attempts", out var attempts) && attempts.GetArrayLength() > 0 && attempts[0].TryGetProperty("usage", out var usage)
            && Count(usage, "input_total") is { } input && Count(usage, "output_total") is { } output)
        {
            return new(input, output, DifficultyOf(recorded));
        }

        return null;
    }

    /// <summary>Returns the request that the router is asked about.</summary>
    public RoutingRequest RequestOf(Skill skill) => new() { Skill = skill, EstimatedInputTokens = InputTokens, EstimatedOutputTokens = OutputTokens, Difficulty = Difficulty };

    private static int? Count(JsonElement usage, string name) => usage.TryGetProperty(name, out var value) && value.TryGetInt32(out var count) ? count : null;

    private static DifficultyEstimate? DifficultyOf(JsonElement recorded) =>
        recorded.TryGetProperty("routing", out var routing) && routing.TryGetProperty("difficulty", out var difficulty) && difficulty.TryGetProperty("value", out var value)
            ? new(value.GetDouble(), difficulty.TryGetProperty("source", out var source) ? source.GetString()! : "prior")
            : null;
}
