using System.Text.Json.Serialization;

namespace Skills.JsonSchema;

/// <summary>Whether an object must have a property.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SchemaPresence>))]
public enum SchemaPresence
{
    /// <summary>No schema requires it.</summary>
    Optional,

    /// <summary>Some alternative, condition or other property requires it.</summary>
    SometimesRequired,

    /// <summary>It is required whatever the choices come to.</summary>
    Required,
}
