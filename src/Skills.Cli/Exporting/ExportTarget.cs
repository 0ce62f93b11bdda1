namespace Skills.Cli.Exporting;

/// <summary>What is exported.</summary>
internal enum ExportTarget
{
    /// <summary>The JSON Schema of the inputs of a skill.</summary>
    Input,

    /// <summary>The JSON Schema of the outputs of a skill.</summary>
    Output,

    /// <summary>The OpenAPI document of all skills.</summary>
    Openapi,

    /// <summary>The JSON Schema of skill files, for editors.</summary>
    File,
}
