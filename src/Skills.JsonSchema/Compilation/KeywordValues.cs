using System.Runtime.InteropServices;
using System.Text.Json;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Compilation;

/// <summary>Reads the values of a schema's keywords, and refuses those a metaschema would refuse.</summary>
internal sealed class KeywordValues(SchemaNode node)
{
    public JsonTypes Types(JsonElement value)
    {
        var types = JsonTypes.None;
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
            {
                types |= TypeOf(item);
            }
        }
        else
        {
            types = TypeOf(value);
        }

        if (types == JsonTypes.None)
        {
            throw Fault(Keyword.Type, "must name at least one type");
        }

        return types;
    }

    private JsonTypes TypeOf(JsonElement name)
    {
        var text = name.ValueKind == JsonValueKind.String ? JsonText.StringOf(name) : null;
        return TypeNames.Find(text) ?? throw Fault(
            Keyword.Type, $"must be \"null\", \"boolean\", \"object\", \"array\", \"number\", \"string\" or \"integer\", or a list of these, not {Shortened.Of(name)}");
    }

    public NumberBound Bound(JsonElement value, Keyword keyword) =>
        value.ValueKind == JsonValueKind.Number
            ? new NumberBound(JsonMarshal.GetRawUtf8Value(value))
            : throw Fault(keyword, $"must be a number, not {Shortened.Of(value)}");

    public NumberDivisor Divisor(JsonElement value)
    {
        var bound = Bound(value, Keyword.MultipleOf);
        var number = new NumberText(bound.Text);
        // Validation, section 6.2.1.
        return number is { IsZero: false, Negative: false }
            ? new NumberDivisor(bound.Text)
            : throw Fault(Keyword.MultipleOf, $"must be greater than 0, not {Shortened.Of(value)}");
    }

    public long Size(JsonElement value, Keyword keyword)
    {
        if (value.ValueKind == JsonValueKind.Number)
        {
            var raw = JsonMarshal.GetRawUtf8Value(value);
            if (NumberText.TryReadInt64(raw, out var size) && size >= 0)
            {
                return size;
            }

            // 2.0 and 2e0 are integers too (2020-12 core, section 6.3).
            var number = new NumberText(raw);
            if (number is { Negative: false, IsInteger: true })
            {
                return number.Magnitude > 18 ? long.MaxValue : (long)value.GetDecimal();
            }
        }

        throw Fault(keyword, $"must be an integer of at least 0, not {Shortened.Of(value)}");
    }

    public bool Flag(JsonElement value, Keyword keyword) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Fault(keyword, $"must be true or false, not {Shortened.Of(value)}"),
    };

    public string Text(JsonElement value, Keyword keyword) =>
        value.ValueKind == JsonValueKind.String
            ? JsonText.StringOf(value)
            : throw Fault(keyword, $"must be a string, not {Shortened.Of(value)}");

    public JsonElement List(JsonElement value, Keyword keyword) =>
        value.ValueKind == JsonValueKind.Array ? value : throw Fault(keyword, $"must be an array, not {Shortened.Of(value)}");

    public JsonSchemaException Fault(Keyword keyword, string sentence) =>
        new($"{KeywordTable.NameOf(keyword)} {sentence}.", node.Location(keyword));
}
