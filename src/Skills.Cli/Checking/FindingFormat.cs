namespace Skills.Cli.Checking;

/// <summary>The form in which findings are written.</summary>
internal enum FindingFormat
{
    /// <summary>As <c>--output</c> says.</summary>
    Auto,

    /// <summary>As a compiler writes them.</summary>
    Text,

    /// <summary>A JSON document.</summary>
    Json,

    /// <summary>Annotations of a GitHub workflow.</summary>
    Github,

    /// <summary>SARIF 2.1.0, for code scanning.</summary>
    Sarif,
}
