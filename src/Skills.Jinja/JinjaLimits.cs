namespace Skills.Jinja;

/// <summary>What a template may use up before it is stopped with <see cref="JinjaErrorKind.Limit"/>. All limits are always on.</summary>
/// <remarks>An immutable record: share one, or change it with <c>with</c>.</remarks>
public sealed record JinjaLimits
{
    /// <summary>Longest template source, in UTF-16 characters.</summary>
    /// <value>Default 262,144.</value>
    public int MaxSourceLength { get; init; } = 256 * 1024;

    /// <summary>Deepest nesting of expressions, and of blocks, in one template.</summary>
    /// <value>Default 100.</value>
    public int MaxSyntaxDepth { get; init; } = 100;

    /// <summary>Work one render may do: a statement, an iteration, an element handled by a filter, or 64 characters handled by one, cost a step each. An asynchronous render is repeated after each wait, and its repetitions count.</summary>
    /// <value>Default 1,000,000.</value>
    public long MaxSteps { get; init; } = 1_000_000;

    /// <summary>Longest text one render may produce, in UTF-16 characters. The text of a macro, caller, loop, block, filter, set or include counts while it is built.</summary>
    /// <value>Default 4,194,304.</value>
    public int MaxOutputLength { get; init; } = 4 * 1024 * 1024;

    /// <summary>Longest string a template may build on the way, in UTF-16 characters.</summary>
    /// <value>Default 8,388,608.</value>
    public int MaxStringLength { get; init; } = 8 * 1024 * 1024;

    /// <summary>Longest list a template may build, and longest <c>range</c>.</summary>
    /// <value>Default 100,000.</value>
    public int MaxListLength { get; init; } = 100_000;

    /// <summary>Bytes of strings, lists and long integers one render may create in all.</summary>
    /// <remarks>What a render allocates is at most twice as much, and 256 bytes for each step. Most of it is garbage soon.</remarks>
    /// <value>Default 67,108,864.</value>
    public long MaxCreatedBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Deepest chain of macro calls, includes, imports, blocks and recursive loops.</summary>
    /// <value>Default 200.</value>
    public int MaxCallDepth { get; init; } = 200;

    /// <summary>Deepest nesting of a value that is printed, compared or written as JSON.</summary>
    /// <value>Default 100.</value>
    public int MaxValueDepth { get; init; } = 100;

    /// <summary>Longest wait for one asynchronous function or loader.</summary>
    /// <value>Default 100 seconds.</value>
    public TimeSpan MaxAsyncWait { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>Most templates one render may load through include, import and extends.</summary>
    /// <value>Default 32.</value>
    public int MaxLoadedTemplates { get; init; } = 32;
}
