using System.Text.Json.Serialization;

namespace Skills.Engine;

/// <summary>Which executions are recorded with their inputs, prompt, raw reply and outputs. Secret inputs are masked always.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ContentCapture>))]
public enum ContentCapture
{
    /// <summary>None: facts only.</summary>
    None,

    /// <summary>Those that did not succeed.</summary>
    Errors,

    /// <summary>All.</summary>
    All,
}
