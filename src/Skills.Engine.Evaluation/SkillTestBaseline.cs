using System.Text.Json;
using System.Text.Json.Serialization;
using Skills.Engine.Evaluation.Gates;

namespace Skills.Engine.Evaluation;

/// <summary>The results that a repository commits, so that a later run can be checked against them.</summary>
public sealed record SkillTestBaseline
{
    /// <summary>Gets the version of the file's form.</summary>
    [JsonPropertyName("baseline")]
    public int Format { get; init; } = 1;

    /// <summary>Gets the cases.</summary>
    public required IReadOnlyList<BaselineItem> Items { get; init; }

    /// <summary>Makes a baseline from a report. Cases that did not run, or whose provider failed, are left out.</summary>
    /// <param name="report">The report.</param>
    public static SkillTestBaseline Of(SkillTestReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new() { Items = [.. SkillTestGate.Known(report).Select(BaselineItem.Of).OrderBy(static i => i.Key, StringComparer.Ordinal)] };
    }

    /// <summary>Reads a baseline.</summary>
    /// <param name="json">The text of the file.</param>
    /// <exception cref="JsonException">The text is no baseline of this form.</exception>
    public static SkillTestBaseline Parse(string json) =>
        JsonSerializer.Deserialize(json, BaselineContext.Default.SkillTestBaseline) is { Format: 1 } baseline
            ? baseline
            : throw new JsonException("The file is not a baseline of form 1. Write it again with the current version.");

    /// <summary>Returns the text of the file: one case a line, so that changes are easy to review.</summary>
    public string ToJson()
    {
        var lines = Items.Select(static i => "    " + JsonSerializer.Serialize(i, BaselineContext.Default.BaselineItem));
        return $"{{\n  \"baseline\": {Format},\n  \"items\": [\n{string.Join(",\n", lines)}\n  ]\n}}\n";
    }
}

/// <summary>One case of a baseline.</summary>
/// <param name="Skill">The skill.</param>
/// <param name="Case">The case.</param>
/// <param name="Target">The column.</param>
/// <param name="Passed">Runs that passed.</param>
/// <param name="Runs">All runs.</param>
/// <param name="Live">Whether models answered, so that chance had a part.</param>
public sealed record BaselineItem(string Skill, string Case, string Target, int Passed, int Runs, bool Live)
{
    /// <summary>Gets the name of the item.</summary>
    [JsonIgnore]
    public string Key => $"{Skill}#{Case} [{Target}]";

    internal static BaselineItem Of(SkillTestResult result) =>
        new(result.Skill, result.Case, result.Target, result.Passes, result.Runs.Count, result.Runs.Any(static r => r.Source == SkillTestSource.Live));
}
