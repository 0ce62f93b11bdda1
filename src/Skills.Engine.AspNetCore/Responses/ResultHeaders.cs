using System.Globalization;

namespace Skills.Engine.AspNetCore.Responses;

/// <summary>The facts of a run as header fields.</summary>
internal static class ResultHeaders
{
    public static Dictionary<string, string> Of(SkillResult result)
    {
        var headers = new Dictionary<string, string>
        {
            ["Skill-Run-Id"] = result.ExecutionId,
            ["Skill-Version"] = HeaderText.Of(result.SkillVersion),
            ["Skill-Cache"] = CacheOf(result),
            ["Server-Timing"] = string.Join(", ", Enum.GetValues<SkillStep>().Select(step =>
                string.Create(CultureInfo.InvariantCulture, $"{StepName.Of(step)};dur={result.StepTimings.GetValueOrDefault(step):0.###}"))),
        };
        if (result.ModelId is { } model)
        {
            headers["Skill-Model"] = HeaderText.Of(model);
        }

        if (result.CostUsd is { } cost)
        {
            headers["Skill-Cost-Usd"] = cost.ToString("0.############", CultureInfo.InvariantCulture);
        }

        return headers;
    }

    public static string CacheOf(SkillResult result) =>
        result switch { { IsStale: true } => "stale", { CacheSimilarity: not null } => "semantic", { CacheHit: true } => "hit", { CacheKey: null } => "off", _ => "miss" };
}
