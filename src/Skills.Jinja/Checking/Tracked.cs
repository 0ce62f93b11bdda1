namespace Skills.Jinja.Checking;

/// <summary>What is known of a value: the variable and path it came from, and its shape. The default knows nothing.</summary>
internal readonly record struct Tracked(string? Name, string? Path, IJinjaShape? Shape)
{
    /// <summary>Set for a list made of values of this shape.</summary>
    private bool IsListOf { get; init; }

    internal Tracked Element() => IsListOf ? this with { IsListOf = false } : Name is null ? default : new(Name, Path + "[]", Shape?.Items);

    internal Tracked AsList() => this with { IsListOf = true };
}
