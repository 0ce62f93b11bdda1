using System.Globalization;
using System.Text.Json;

namespace Skills.Engine.Compilation;

/// <summary>
/// Writes values in the form that hashes of skills are made of, and must keep: that of <see cref="JsonSerializer"/> with enums as numbers.
/// By hand, since the metadata of a serializer took a fifth of the code that a new process compiled before its first result.
/// </summary>
internal static class JsonParts
{
    public static void Put(this Utf8JsonWriter writer, string name, string? value) => writer.WriteString(name, value);

    public static void Put(this Utf8JsonWriter writer, string name, bool value) => writer.WriteBoolean(name, value);

    public static void Put(this Utf8JsonWriter writer, string name, TimeSpan? value) => writer.WriteString(name, value?.ToString("c", CultureInfo.InvariantCulture));

    public static void Put(this Utf8JsonWriter writer, string name, long? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    public static void Put(this Utf8JsonWriter writer, string name, decimal? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    // A number that is none is refused later, with a sentence.
    public static void Put(this Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteString(name, value?.ToString(CultureInfo.InvariantCulture));
        }
    }

    public static void Put(this Utf8JsonWriter writer, string name, JsonElement? value)
    {
        writer.WritePropertyName(name);
        if (value is { ValueKind: not JsonValueKind.Undefined } element)
        {
            element.WriteTo(writer);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    public static void Put(this Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    public static void Put(this Utf8JsonWriter writer, string name, IReadOnlyDictionary<string, string> texts)
    {
        writer.WriteStartObject(name);
        foreach (var (key, text) in texts)
        {
            writer.WriteString(key, text);
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes an object, its members by a method; null for none.</summary>
    public static void Put<T>(this Utf8JsonWriter writer, string name, T? value, Action<Utf8JsonWriter, T> members)
        where T : class
    {
        writer.WritePropertyName(name);
        Put(writer, value, members);
    }

    /// <summary>Writes a list of objects.</summary>
    public static void Put<T>(this Utf8JsonWriter writer, string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> members)
        where T : class
    {
        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            Put(writer, item, members);
        }

        writer.WriteEndArray();
    }

    private static void Put<T>(Utf8JsonWriter writer, T? value, Action<Utf8JsonWriter, T> members)
        where T : class
    {
        if (value is null)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        members(writer, value);
        writer.WriteEndObject();
    }
}
