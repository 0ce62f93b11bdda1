using System.Text.Json.Serialization;

namespace Skills.Engine;

/// <summary>How much a repair takes from the reply.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EditKind>))]
public enum EditKind
{
    /// <summary>Notation only: commas, quotes, fences.</summary>
    Safe,

    /// <summary>The value's type was changed without loss, as "5" to 5.</summary>
    Typed,

    /// <summary>Something was lost or invented.</summary>
    Lossy,
}
