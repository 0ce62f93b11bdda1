using System.Text.Json.Serialization;

namespace Skills.JsonSchema;

/// <summary>The standard output formats (2020-12 core, section 12.4).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SchemaOutputFormat>))]
public enum SchemaOutputFormat
{
    /// <summary>Only <c>valid</c>.</summary>
    Flag,

    /// <summary>A flat list of the errors, or of the annotations when the instance is valid.</summary>
    Basic,

    /// <summary>A tree that leaves out what adds nothing: passed branches of a failed instance and levels with a single child.</summary>
    Detailed,

    /// <summary>A tree of everything that was evaluated.</summary>
    Verbose,
}
