using System.Text.Json;

namespace Skills.Engine.Dashboard.Wire;

/// <summary>The skills with what they did in the last days, and what is wrong in their files.</summary>
internal sealed record SkillsView(string From, string To, IReadOnlyList<SkillRow> Skills, IReadOnlyList<FindingView> Findings);

/// <summary>One skill of the list.</summary>
internal sealed record SkillRow(string Name, string Title, string Version, IReadOnlyList<string> Versions, string Status, string Category, IReadOnlyList<string> Tags, string Description, bool IsComposed)
{
    public TotalsView? Totals { get; init; }

    public int Errors { get; init; }

    public int Warnings { get; init; }
}

/// <summary>Sums over runs; money is at least so much when <see cref="UnknownCosts"/> is more than zero.</summary>
internal sealed record TotalsView(string Name, long Runs, long Succeeded, long CacheHits, long TokensInput, long TokensOutput, decimal? CostUsd, string CostKind, long UnknownCosts, double? P50Ms, double? P95Ms)
{
    public static TotalsView Of(ExecutionTotals totals) => new(
        totals.Name,
        totals.Runs,
        totals.Succeeded,
        totals.CacheHits,
        totals.TokensInput,
        totals.TokensOutput,
        totals.Cost.Usd,
        JsonNamingPolicy.SnakeCaseLower.ConvertName(totals.Cost.Kind.ToString()),
        totals.UnknownCosts,
        totals.P50Ms,
        totals.P95Ms);
}

/// <summary>A finding in a skill file. <see cref="Message"/> and <see cref="Text"/> can quote the file, so they are content.</summary>
internal sealed record FindingView(string Code, string Severity, string File, int Line, int Column, string? Skill, string? Message, string? Text);

/// <summary>One skill with what the playground needs.</summary>
internal sealed record SkillView(SkillRow Row)
{
    public JsonElement? InputSchema { get; init; }

    public JsonElement? OutputSchema { get; init; }

    public JsonElement? Defaults { get; init; }

    public IReadOnlyList<CaseView> Cases { get; init; } = [];

    public IReadOnlyList<TemplateView> Templates { get; init; } = [];

    public IReadOnlyList<VariantView> Variants { get; init; } = [];

    public IReadOnlyList<ModelView> Models { get; init; } = [];

    public IReadOnlyList<FindingView> Findings { get; init; } = [];

    public string? Details { get; init; }

    public string? File { get; init; }

    public bool CanKeep { get; init; }
}

/// <summary>Inputs that are one click away: an example or a test case.</summary>
internal sealed record CaseView(string Kind, string Name, JsonElement Input);

/// <summary>A message of the prompt as a template.</summary>
internal sealed record TemplateView(string Role, string Text);

/// <summary>A variant and its share of the calls.</summary>
internal sealed record VariantView(string Name, double Weight);

/// <summary>A model that can be asked.</summary>
internal sealed record ModelView(string Id, string Provider);
