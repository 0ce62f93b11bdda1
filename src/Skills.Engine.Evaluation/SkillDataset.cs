using Skills.Engine.Evaluation.Datasets;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.Evaluation;

/// <summary>Reads test cases from data files and execution logs.</summary>
/// <remarks>Run them with <c>definition with { Tests = cases }</c>.</remarks>
public static class SkillDataset
{
    /// <summary>Reads a file by its ending: <c>.jsonl</c>, <c>.ndjson</c> or <c>.csv</c>, or an <c>evals.json</c> of Agent Skills.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">The limits; null for the defaults.</param>
    /// <exception cref="SkillDatasetException">The file cannot be read; the message has file and line.</exception>
    public static IReadOnlyList<SkillTestCase> Load(string path, SkillDatasetOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        options ??= new();
        var text = ReadText(path, options);
        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".jsonl" or ".ndjson" => JsonLinesReader.Read(path, text, options),
            ".csv" => CsvCases.Read(path, text, options),
            ".json" => AgentSkillEvals.Read(path, text, options),
            var other => throw new SkillDatasetException($"{path}: the ending '{other}' is not known. Use .jsonl, .ndjson, .csv, or .json for the evals of an Agent Skill."),
        };
    }

    /// <summary>Makes cases from logged executions: their inputs, and their outputs as expectations. Failed executions, and those whose content was not logged, are left out.</summary>
    /// <param name="executions">The executions, as an execution log keeps them.</param>
    /// <param name="options">The limits; null for the defaults.</param>
    /// <returns>One case for each different input.</returns>
    public static IReadOnlyList<SkillTestCase> FromExecutions(IEnumerable<ExecutionRecord> executions, SkillDatasetOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(executions);
        options ??= new();
        return [.. executions.Where(static e => e is { HasContent: true, Result: { IsSuccess: true, Inputs: not null, Outputs: not null } })
            .DistinctBy(static e => (e.Result.SkillId, e.Result.Inputs!.Value.GetRawText()))
            .Take(options.MaxCases)
            .Select(static e => ExecutionCase.Of(e.Result))];
    }

    internal static string ReadText(string path, SkillDatasetOptions options)
    {
        try
        {
            if (File.Exists(path) && !RegularFile.Is(path))
            {
                throw new SkillDatasetException($"{path} is not a regular file. Save the data to a file first.");
            }

            var length = new FileInfo(path).Length;
            return length <= options.MaxBytes
                ? File.ReadAllText(path)
                : throw new SkillDatasetException($"{path} has {length} bytes, more than MaxBytes ({options.MaxBytes}). Split the file or raise the limit.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SkillDatasetException($"{path} cannot be read: {e.Message}", e);
        }
    }
}
