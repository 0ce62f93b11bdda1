using System.Globalization;

namespace Skills.Engine.Typed;

/// <summary>Writes a result as one line without content.</summary>
internal static class ResultLine
{
    public static string Of(SkillResult result)
    {
        var code = result.Errors is [var first, ..] ? $" ({first.Code} in {first.Step})" : "";
        var source = result.CacheHit ? "cache" : result.ModelId ?? "no model";
        return string.Create(CultureInfo.InvariantCulture, $"{result.Status}{code} {result.SkillId} {result.SkillVersion} from {source}, {Tokens(result.TokensInput)} tokens in, {Tokens(result.TokensOutput)} out, {Money(result.CostUsd)}, {result.LatencyMs:0} ms");
    }

    private static string Tokens(long? count) => count is { } known ? known.ToString(CultureInfo.InvariantCulture) : "unknown";

    private static string Money(decimal? usd) => usd is { } known ? string.Create(CultureInfo.InvariantCulture, $"${known:0.######}") : "unknown cost";
}
