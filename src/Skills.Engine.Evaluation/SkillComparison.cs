using System.Text.Json.Serialization;

namespace Skills.Engine.Evaluation;

/// <summary>The verdict on two versions.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ComparisonVerdict>))]
public enum ComparisonVerdict
{
    /// <summary>There are too few cases, or too few that differ, for any verdict.</summary>
    InsufficientData,

    /// <summary>The second version is better.</summary>
    Better,

    /// <summary>The second version is worse.</summary>
    Worse,

    /// <summary>The versions differ by less than <see cref="ComparisonOptions.Margin"/>.</summary>
    Equivalent,
}

/// <summary>The value of a case that is compared.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ComparisonMetric>))]
public enum ComparisonMetric
{
    /// <summary>The share of runs that passed.</summary>
    PassRate,

    /// <summary>The mean score of the runs: expectations that held, with the scores of judges.</summary>
    Score,
}

/// <summary>Settings of a comparison.</summary>
public sealed record ComparisonOptions
{
    /// <summary>Gets the share of comparisons without a difference that may be called better or worse by chance.</summary>
    /// <value>Default 0.05; more than 0, less than 1.</value>
    public double Level { get; init; } = 0.05;

    /// <summary>Gets the difference of the mean below which two versions count as equivalent.</summary>
    /// <value>Default 0.05; more than 0, at most 1.</value>
    public double Margin { get; init; } = 0.05;

    /// <summary>Gets the value that is compared.</summary>
    /// <value>Default <see cref="ComparisonMetric.PassRate"/>.</value>
    public ComparisonMetric Metric { get; init; }

    /// <summary>Gets the seed of the bootstrap.</summary>
    /// <value>Default 1.</value>
    public ulong Seed { get; init; } = 1;
}

/// <summary>Two versions compared, one row for each column that both have.</summary>
public sealed record SkillComparison
{
    /// <summary>Gets the name of the first version.</summary>
    public required string Before { get; init; }

    /// <summary>Gets the name of the second version.</summary>
    public required string After { get; init; }

    /// <summary>Gets the rows.</summary>
    public required IReadOnlyList<ComparisonRow> Rows { get; init; }

    /// <summary>Gets the cases that only one version has.</summary>
    public IReadOnlyList<string> Unpaired { get; init; } = [];
}

/// <summary>One column of both versions compared.</summary>
public sealed record ComparisonRow
{
    /// <summary>Gets the name of the column.</summary>
    public required string Target { get; init; }

    /// <summary>Gets how many cases both versions ran.</summary>
    public required int Cases { get; init; }

    /// <summary>Gets passed and all runs of the first version.</summary>
    public required RunCount RunsBefore { get; init; }

    /// <summary>Gets passed and all runs of the second version.</summary>
    public required RunCount RunsAfter { get; init; }

    /// <summary>Gets the cases that the second version does better, by id.</summary>
    public required IReadOnlyList<string> Gained { get; init; }

    /// <summary>Gets the cases that the second version does worse, by id.</summary>
    public required IReadOnlyList<string> Lost { get; init; }

    /// <summary>Gets the mean difference of the value over the cases, from −1 to 1.</summary>
    public required double MeanDifference { get; init; }

    /// <summary>Gets the low end of the 95 % bootstrap interval of <see cref="MeanDifference"/>.</summary>
    public required double Low { get; init; }

    /// <summary>Gets the high end of the 95 % bootstrap interval of <see cref="MeanDifference"/>.</summary>
    public required double High { get; init; }

    /// <summary>Gets the probability of so uneven a split without a difference, by the exact two-sided sign test.</summary>
    public required double PValue { get; init; }

    /// <summary>Gets the verdict.</summary>
    public required ComparisonVerdict Verdict { get; init; }

    /// <summary>Gets the verdict in words.</summary>
    public required string Summary { get; init; }
}

/// <summary>Passed and all runs.</summary>
/// <param name="Passed">Runs that passed.</param>
/// <param name="All">All runs.</param>
/// <param name="Cost">What they cost, of the recordings when they were replayed.</param>
public sealed record RunCount(int Passed, int All, Cost Cost)
{
    /// <summary>Returns passed and all runs, such as <c>41/45</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Passed}/{All}");
}
