namespace Skills.Engine.Dashboard.Wire;

/// <summary>What the page of tests asks for.</summary>
internal sealed record TestRequest(string? Skill, string? Mode, IReadOnlyList<string>? Models, decimal? MaxCostUsd);

/// <summary>Test runs of this process, latest first; the cells are there for the latest only.</summary>
internal sealed record TestsView(bool Available, string? Why, IReadOnlyList<TestReportView> Reports, IReadOnlyList<TestRowView> Latest);

/// <summary>One test run in numbers.</summary>
internal sealed record TestReportView(DateTimeOffset StartedAt, double DurationMs, string Mode, string? Skill, IReadOnlyList<string> Targets, int Passed, int Failed, int Flaky, int Skipped, decimal? CostUsd, string CostKind, string? StopReason);

/// <summary>One case, and how it went with each target.</summary>
internal sealed record TestRowView(string Id, string Skill, string Case, IReadOnlyList<TestCellView> Cells);

/// <summary>One case with one target. What was found can quote outputs, so it is content.</summary>
internal sealed record TestCellView(string Target, string Outcome, int Passes, int Runs, int DistinctAnswers, double LatencyMs, string? Reason, IReadOnlyList<string> Findings, string Again);
