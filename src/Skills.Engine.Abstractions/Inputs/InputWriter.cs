using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Skills.Engine.Inputs;

/// <summary>
/// Writes inputs as the serializer does by reflection, for programs that have none: what the resolver knows, enums by name, and lists and
/// dictionaries of these.
/// </summary>
/// <remarks>The depth is bounded by <paramref name="json"/>, so a cycle ends with its <see cref="InvalidOperationException"/>.</remarks>
internal sealed class InputWriter(Utf8JsonWriter json, JsonSerializerOptions options)
{
    private readonly List<string> _path = [];

    public Utf8JsonWriter Json => json;

    /// <summary>Writes a value. Its declared type decides, if that is known, as it does in the serializer.</summary>
    /// <exception cref="UnreadableInputException">Nothing is known of a type.</exception>
    public void Write(object? value, Type? declared = null)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case SkillInputs inputs:
                inputs.WriteTo(this);
                break;
            case JsonNode node:
                node.WriteTo(json, options);
                break;
            default:
                var type = declared is null || declared == typeof(object) ? value.GetType() : declared;
                if (options.TryGetTypeInfo(type, out var known) || options.TryGetTypeInfo(value.GetType(), out known))
                {
                    JsonSerializer.Serialize(json, value, known);
                }
                else
                {
                    WriteUnknown(value);
                }

                break;
        }
    }

    /// <summary>Writes a property of a .NET type. The serializer's naming applies to it, unlike to the keys of a dictionary.</summary>
    public void WriteProperty(string name, object? value, Type declared) => WriteMember(options.PropertyNamingPolicy?.ConvertName(name) ?? name, value, declared);

    private void WriteMember(string name, object? value, Type? declared = null)
    {
        json.WritePropertyName(name);
        _path.Add(name);
        Write(value, declared);
        _path.RemoveAt(_path.Count - 1);
    }

    private void WriteUnknown(object value)
    {
        // A converter of the type's own would write it otherwise.
        switch (value)
        {
            case var _ when value.GetType().IsDefined(typeof(JsonConverterAttribute), inherit: false):
                throw Unreadable(value);
            case Enum member:
                WriteEnum(member);
                break;
            case IDictionary<string, object?> map:
                WriteMembers(map);
                break;
            case IReadOnlyDictionary<string, object?> map:
                WriteMembers(map);
                break;
            case IDictionary map:
                WriteMembers(map.Keys.Cast<object>().Select(key => KeyValuePair.Create(key as string ?? throw Unreadable(value), map[key])));
                break;
            case IEnumerable list:
                WriteItems(list);
                break;
            default:
                throw Unreadable(value);
        }
    }

    private void WriteMembers(IEnumerable<KeyValuePair<string, object?>> members)
    {
        json.WriteStartObject();
        foreach (var (name, value) in members)
        {
            WriteMember(name, value);
        }

        json.WriteEndObject();
    }

    private void WriteItems(IEnumerable list)
    {
        var index = 0;
        json.WriteStartArray();
        foreach (var item in list)
        {
            _path.Add(index++.ToString(CultureInfo.InvariantCulture));
            Write(item);
            _path.RemoveAt(_path.Count - 1);
        }

        json.WriteEndArray();
    }

    private void WriteEnum(Enum member)
    {
        if (member.GetType().GetFields().Any(static f => f.IsDefined(typeof(JsonStringEnumMemberNameAttribute))))
        {
            throw Unreadable(member);
        }

        // A value without a name is a number, as the serializer writes it. Its sign in text depends on the culture.
        var text = member.ToString();
        if (char.IsLetter(text[0]) || text[0] == '_')
        {
            json.WriteStringValue(text);
        }
        else
        {
            json.WriteRawValue(Convert.ToDecimal(member, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture));
        }
    }

    private UnreadableInputException Unreadable(object value) => new([.. _path], value.GetType());
}
