using System.Text.Json.Serialization;

namespace Skills.JsonSchema;

/// <summary>The types a schema allows (2020-12 core, section 4.2.1).</summary>
[Flags]
[JsonConverter(typeof(JsonStringEnumConverter<JsonSchemaTypes>))]
public enum JsonSchemaTypes
{
    /// <summary>No type: the schema <c>false</c>.</summary>
    None = 0,

    /// <summary><c>null</c>.</summary>
    Null = 1,

    /// <summary><c>true</c> and <c>false</c>.</summary>
    Boolean = 2,

    /// <summary>Objects.</summary>
    Object = 4,

    /// <summary>Arrays.</summary>
    Array = 8,

    /// <summary>All numbers, integers included: set only together with <see cref="Integer"/>.</summary>
    Number = 16,

    /// <summary>Integers.</summary>
    Integer = 32,

    /// <summary>Strings.</summary>
    String = 64,

    /// <summary>Everything: the schema says no <c>type</c>.</summary>
    Any = Null | Boolean | Object | Array | Number | Integer | String,
}
