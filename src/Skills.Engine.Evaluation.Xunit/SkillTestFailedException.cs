namespace Skills.Engine.Evaluation.Xunit;

/// <summary>A case that did not pass. The message has each finding with its place, and the command that runs the case again.</summary>
public sealed class SkillTestFailedException : Exception
{
    /// <summary>For tools that need one without a message.</summary>
    public SkillTestFailedException()
    {
    }

    /// <summary>Makes one with a message.</summary>
    /// <param name="message">The sentence.</param>
    public SkillTestFailedException(string message) : base(message)
    {
    }

    /// <summary>Makes one with a message and a cause.</summary>
    /// <param name="message">The sentence.</param>
    /// <param name="innerException">The cause.</param>
    public SkillTestFailedException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    internal SkillTestFailedException(SkillTestReport report) : base(MessageOf(report)) => Report = report;

    /// <summary>Gets the report of the run; null when the case did not run.</summary>
    public SkillTestReport? Report { get; }

    private static string MessageOf(SkillTestReport report) => string.Join(
        Environment.NewLine,
        report.Results.SelectMany(static r => r.Runs.SelectMany(static run => run.Findings)
            .Select(static f => f.Describe() + (f is { File: { } file, Line: { } line } ? $"   {file}:{line}" : ""))
            .Concat(r.Runs.Where(static run => run.ProviderFailed).SelectMany(static run => run.Errors))
            .Prepend($"{r.Id}: {r.Outcome}")
            .Append($"again: {r.Again}")));
}
