namespace Skills.Cli.Shell;

/// <summary>The form of a result.</summary>
internal enum OutputKind
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>One JSON document.</summary>
    Json,

    /// <summary>One JSON value a line.</summary>
    Jsonl,
}
