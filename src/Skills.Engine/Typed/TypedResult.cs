using Skills.Json;

namespace Skills.Engine.Typed;

/// <summary>Gives a finished execution the type of its output.</summary>
internal static class TypedResult
{
    /// <summary>Reads the outputs as the type. A result that failed stays as it is.</summary>
    public static SkillResult<TOutput> Read<TOutput>(SkillResult result, TypedReader reader)
    {
        if (!result.IsSuccess || result.Outputs is not { } outputs)
        {
            return new(result);
        }

        var read = reader.Read<TOutput>(outputs);
        if (read.Findings.Count > 0)
        {
            return new(result with
            {
                Status = ExecutionStatus.Failed,
                Errors = [.. read.Findings.Select(static f => new SkillError("output.type", SkillStep.ValidateOutput, f.Path, f.Message))],
            });
        }

        return new(read.Unused.Count == 0 ? result : result with { Warnings = [.. result.Warnings, $"{typeof(TOutput).Name} has no member for {string.Join(", ", read.Unused.Select(static p => $"'{p}'"))}."] })
        {
            Output = read.Value,
        };
    }
}
