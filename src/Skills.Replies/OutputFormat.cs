using System.Text.Json.Serialization;

namespace Skills.Engine;

/// <summary>The form of a reply.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OutputFormat>))]
public enum OutputFormat
{
    /// <summary>JSON.</summary>
    Json,

    /// <summary>YAML 1.2.</summary>
    Yaml,

    /// <summary>Markdown text, wrapped as <c>{"content": …}</c> or in the schema's one string property.</summary>
    Markdown,

    /// <summary>Plain text, wrapped the same way.</summary>
    Text,
}
