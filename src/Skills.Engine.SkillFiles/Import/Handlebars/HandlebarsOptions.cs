namespace Skills.Engine.SkillFiles.Import.Handlebars;

/// <summary>What is known of an input, so that values print and test as Handlebars does.</summary>
internal enum InputKind
{
    Unknown,
    Text,
    Number,
    Boolean,
    List,
    Mapping,
}

/// <summary>What the translation of a template may use.</summary>
internal sealed record HandlebarsOptions
{
    /// <summary>Gives a partial's text; null when there is none.</summary>
    public Func<string, string?> Partial { get; init; } = static _ => null;

    /// <summary>What is known of an input.</summary>
    public Func<string, InputKind> Kind { get; init; } = static _ => InputKind.Unknown;

    /// <summary>The expression for all inputs together; null when a template may not use them together.</summary>
    public string? Root { get; init; }
}
