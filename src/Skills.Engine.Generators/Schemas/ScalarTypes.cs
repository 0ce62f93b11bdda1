using System.Globalization;
using Skills.Engine.Generators.Yaml;

namespace Skills.Engine.Generators.Schemas;

/// <summary>Chooses the .NET type of a text or number.</summary>
internal static class ScalarTypes
{
    public static readonly ScalarType Any = new("global::System.Text.Json.JsonElement", "Any", isValueType: true);
    public static readonly ScalarType Text = new("string", "Text", isValueType: false);
    public static readonly ScalarType WholeText = new("string", "WholeText", isValueType: false);
    public static readonly ScalarType Long = new("long", "Int64", isValueType: true);

    private static readonly ScalarType Int = new("int", "Int32", isValueType: true);
    private static readonly ScalarType Double = new("double", "Double", isValueType: true);
    private static readonly ScalarType Decimal = new("decimal", "Decimal", isValueType: true);
    private static readonly ScalarType Boolean = new("bool", "Boolean", isValueType: true);
    private static readonly ScalarType Date = new("global::System.DateOnly", "Date", isValueType: true);
    private static readonly ScalarType Time = new("global::System.DateTimeOffset", "Time", isValueType: true);
    private static readonly ScalarType Guid = new("global::System.Guid", "Guid", isValueType: true);
    private static readonly ScalarType Uri = new("global::System.Uri", "Uri", isValueType: false);
    private static readonly ScalarType Duration = new("global::System.TimeSpan", "Duration", isValueType: true);

    /// <summary>The type of a scalar; <see cref="Any"/> when there is none.</summary>
    public static ScalarType Of(string type, YamlMap schema) => type switch
    {
        "string" => OfFormat(schema.Text("format")),
        "boolean" => Boolean,
        "integer" => Fits(schema.Find("minimum") ?? schema.Find("exclusiveMinimum")) && Fits(schema.Find("maximum") ?? schema.Find("exclusiveMaximum")) ? Int : Long,
        "number" => schema.Find("multipleOf") is YamlScalar { Kind: YamlKind.Number } ? Decimal : Double,
        _ => Any,
    };

    private static ScalarType OfFormat(string? format) => format switch
    {
        "date" => Date,
        "date-time" => Time,
        "uuid" => Guid,
        "uri" => Uri,
        "duration" => Duration,
        _ => Text,
    };

    private static bool Fits(YamlNode? bound) => bound is YamlScalar { Kind: YamlKind.Number } number && int.TryParse(number.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
}
