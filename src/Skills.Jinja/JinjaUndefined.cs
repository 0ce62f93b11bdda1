using System.Text.Json.Serialization;

namespace Skills.Jinja;

/// <summary>What a template may do with a value that does not exist.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JinjaUndefined>))]
public enum JinjaUndefined
{
    /// <summary>Prints nothing, is false and empty; any attribute, item, call or arithmetic fails. Jinja's default.</summary>
    Default,

    /// <summary>Fails on every use but <c>is defined</c> and <c>default</c>.</summary>
    Strict,

    /// <summary>As <see cref="Default"/>, but attributes and items give another undefined value instead of failing.</summary>
    Chainable,

    /// <summary>As <see cref="Default"/>, but prints the expression that was missing.</summary>
    Debug,
}
