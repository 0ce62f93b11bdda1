using System.Text.Json.Serialization;

namespace Skills.Jinja;

/// <summary>How far a template may change what it was given. Attributes beginning with <c>_</c> and everything of the host are out of reach in both.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JinjaSandbox>))]
public enum JinjaSandbox
{
    /// <summary>Lists and dictionaries may be changed in place (<c>list.append</c>): as Jinja's SandboxedEnvironment. The default.</summary>
    Mutable,

    /// <summary>Methods that change a list or dictionary are refused: as Jinja's ImmutableSandboxedEnvironment.</summary>
    Immutable,
}
