namespace Skills.Engine;

/// <summary>What a user, or a system that saw the consequences, thought of an execution's outputs. At least one of rating, outcome and comment is given.</summary>
public sealed record SkillFeedback
{
    /// <summary>The execution, by <see cref="SkillResult.ExecutionId"/>.</summary>
    public required string ExecutionId { get; init; }

    /// <summary>1, useless, to 5, just right; null when not rated.</summary>
    public int? Rating { get; init; }

    /// <summary>Whether the outputs served their purpose; null when not said.</summary>
    public FeedbackOutcome? Outcome { get; init; }

    /// <summary>Free text for people, at most 4,000 characters; kept in the execution logs only.</summary>
    public string? Comment { get; init; }

    /// <summary>Who says so; null for nobody in particular.</summary>
    public string? UserId { get; init; }

    /// <summary>When it was said, UTC; set by the engine.</summary>
    public DateTimeOffset RecordedAt { get; init; }

    /// <summary>The quality it stands for, 0 to 1, as the router learns it; null when there is only a comment.</summary>
    public double? Quality => (Rating, Outcome) switch
    {
        ({ } rating, null) => (rating - 1) / 4.0,
        (null, { } outcome) => Worth(outcome),
        ({ } rating, { } outcome) => (((rating - 1) / 4.0) + Worth(outcome)) / 2,
        _ => null,
    };

    private static double Worth(FeedbackOutcome outcome) => outcome switch
    {
        FeedbackOutcome.Success => 1,
        FeedbackOutcome.Partial => 0.5,
        _ => 0,
    };
}

/// <summary>Whether outputs served their purpose.</summary>
public enum FeedbackOutcome
{
    /// <summary>They did not.</summary>
    Failure,

    /// <summary>In part.</summary>
    Partial,

    /// <summary>They did.</summary>
    Success,
}
