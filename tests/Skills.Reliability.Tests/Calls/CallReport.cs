namespace Skills.Reliability.Tests.Calls;

/// <summary>How one call ended, as the process that made it reports it. Times are those of the machine, whatever the process's own clock says.</summary>
internal sealed record CallReport
{
    public required int Number { get; init; }

    /// <summary>The process, such as <c>1.0</c>: slot and generation.</summary>
    public required string Process { get; init; }

    /// <summary><c>result</c>, <c>canceled</c>, or the type of what was thrown.</summary>
    public required string Ended { get; init; }

    public string Status { get; init; } = "";

    /// <summary>The code of the first error, with its sentence where a store is at fault.</summary>
    public string Code { get; init; } = "";

    public double Ms { get; init; }

    /// <summary>The longest pause of the process itself while the call was under way.</summary>
    public double PauseMs { get; init; }

    public DateTimeOffset Began { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>Executions that must be in the log: the call's own, and those of the skills it ran.</summary>
    public IReadOnlyList<string> Executions { get; init; } = [];

    public IReadOnlyList<ReportedAttempt> Attempts { get; init; } = [];

    public decimal? Usd { get; init; }

    public CostKind CostKind { get; init; }

    public bool IsHit { get; init; }

    public bool IsStale { get; init; }

    /// <summary>Whether an edit of the reply is marked as lossy.</summary>
    public bool IsLossy { get; init; }

    public IReadOnlyList<ReportedOutput> Outputs { get; init; } = [];

    /// <summary>Rows of a batch that have a result.</summary>
    public int Rows { get; init; }
}

/// <summary>One attempt at a model.</summary>
internal sealed record ReportedAttempt(string Model, string? Error);

/// <summary>What one reply said: for whom it was made, when, and a value that follows from its key.</summary>
internal sealed record ReportedOutput(string Key, string Tenant, DateTimeOffset Made, long Count);
