using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Skills.Engine.Evaluation.Running;

/// <summary>Checks the settings of a run.</summary>
internal static class SkillTestOptionsCheck
{
    /// <exception cref="ValidationException">A setting is out of range.</exception>
    public static void EnsureValid(SkillTestOptions options)
    {
        Range(nameof(options.Repeat), options.Repeat ?? 1, 1, 1000);
        Range(nameof(options.MinPassRate), options.MinPassRate, 0, 1);
        Range(nameof(options.Parallelism), options.Parallelism, 1, 256);
        Range(nameof(options.MaxCassetteBytes), options.MaxCassetteBytes, 1024, int.MaxValue);
        Range(nameof(options.MaxTextLength), options.MaxTextLength, 100, int.MaxValue);
        Range(nameof(options.MaxRuns), options.MaxRuns, 1, int.MaxValue);
        Range(nameof(options.MaxCostUsd), (double)(options.MaxCostUsd ?? 0), 0, double.MaxValue);
        if (options.Targets.GroupBy(static t => t.Name, StringComparer.Ordinal).FirstOrDefault(static g => g.Count() > 1) is { } twice)
        {
            throw new ValidationException($"Two targets are called '{twice.Key}'. Give one another Name.");
        }

        foreach (var pattern in options.Redaction.Patterns)
        {
            try
            {
                _ = new Regex(pattern);
            }
            catch (ArgumentException e)
            {
                throw new ValidationException($"The redaction pattern '{pattern}' is not a valid regular expression: {e.Message}");
            }
        }
    }

    private static void Range(string name, double value, double least, double most)
    {
        if (!(value >= least && value <= most))
        {
            throw new ValidationException(string.Create(CultureInfo.InvariantCulture, $"{name} is {value}. It must be from {least} to {most}."));
        }
    }
}
