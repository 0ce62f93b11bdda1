using System.ComponentModel.DataAnnotations;

namespace Skills.Engine.Evaluation;

/// <summary>Settings of a test run.</summary>
public sealed record SkillTestOptions
{
    /// <summary>Gets where answers come from.</summary>
    /// <value>Default <see cref="SkillTestMode.Replay"/>.</value>
    public SkillTestMode Mode { get; init; }

    /// <summary>Gets what happens to a case without a cassette when cassettes are replayed.</summary>
    /// <value>Default <see cref="MissingCassette.DryRun"/>.</value>
    public MissingCassette Missing { get; init; }

    /// <summary>Gets how often each case runs; null takes the file's <c>repeat</c>.</summary>
    /// <value>Default null; 1 to 1,000.</value>
    [Range(1, 1000)]
    public int? Repeat { get; init; }

    /// <summary>Gets the share of runs that must pass.</summary>
    /// <value>Default 1; 0 to 1.</value>
    [Range(0.0, 1.0)]
    public double MinPassRate { get; init; } = 1;

    /// <summary>Gets how many runs happen at the same time.</summary>
    /// <value>Default 4; 1 to 256.</value>
    [Range(1, 256)]
    public int Parallelism { get; init; } = 4;

    /// <summary>Gets the most that all runs together may cost in USD; null for no bound.</summary>
    /// <value>Default null.</value>
    public decimal? MaxCostUsd { get; init; }

    /// <summary>Gets the columns of the grid: each case runs once for each. Empty runs each case as its file says.</summary>
    public IReadOnlyList<SkillTestTarget> Targets { get; init; } = [];

    /// <summary>Gets which cases run; null runs all.</summary>
    public SkillTestFilter? Filter { get; init; }

    /// <summary>Gets whether models are asked also for cases with <c>respond</c>. Default false.</summary>
    public bool IgnoreRespond { get; init; }

    /// <summary>Gets the folder of all cassettes; null keeps them in <c>cassettes</c> beside each skill file.</summary>
    public string? CassetteDirectory { get; init; }

    /// <summary>Gets the folder of all snapshots; null keeps them in <c>snapshots</c> beside each skill file.</summary>
    public string? SnapshotDirectory { get; init; }

    /// <summary>Gets whether snapshots are written instead of compared. Default false.</summary>
    public bool UpdateSnapshots { get; init; }

    /// <summary>Gets the folder that file names in results are relative to; null takes the current folder.</summary>
    public string? BaseDirectory { get; init; }

    /// <summary>Gets words that every printed command needs to find the case, such as <c>--dir</c> and a folder. They are quoted for a shell.</summary>
    /// <value>Default empty: the command works in the folder of the run.</value>
    public IReadOnlyList<string> CommandArguments { get; init; } = [];

    /// <summary>Gets what is replaced before anything is written.</summary>
    public RedactionOptions Redaction { get; init; } = new();

    /// <summary>Gets the model that judges, for <c>judge</c> expectations that name none; null lets the router choose.</summary>
    public string? JudgeModel { get; init; }

    /// <summary>Gets evaluators that score every run, beside the expectations of the case.</summary>
    public IReadOnlyList<ISkillEvaluator> Evaluators { get; init; } = [];

    /// <summary>Gets the largest cassette or snapshot that is read or written.</summary>
    /// <value>Default 4 MiB; at least 1 KiB.</value>
    [Range(1024, int.MaxValue)]
    public int MaxCassetteBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Gets the longest output or prompt text that a result keeps. A longer one is cut and marked.</summary>
    /// <value>Default 100,000 characters; at least 100.</value>
    [Range(100, int.MaxValue)]
    public int MaxTextLength { get; init; } = 100_000;

    /// <summary>Gets the most cases times targets times repeats of one run.</summary>
    /// <value>Default 1,000,000; at least 1.</value>
    [Range(1, int.MaxValue)]
    public int MaxRuns { get; init; } = 1_000_000;
}
