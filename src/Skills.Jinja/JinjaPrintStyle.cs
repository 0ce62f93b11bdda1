using System.Text.Json.Serialization;

namespace Skills.Jinja;

/// <summary>How <c>{{ value }}</c> prints what is no string.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JinjaPrintStyle>))]
public enum JinjaPrintStyle
{
    /// <summary>As Python: <c>True</c>, <c>None</c>, <c>['a']</c>. The default.</summary>
    Python,

    /// <summary>As JSON: <c>true</c>, <c>null</c>, <c>["a"]</c>. Strings still print bare.</summary>
    Json,
}
