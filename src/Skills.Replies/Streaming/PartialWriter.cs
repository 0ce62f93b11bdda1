using System.Text.Json;
using Skills.JsonSchema;
using Skills.Replies.Alignment;
using Skills.Replies.Parsing;

namespace Skills.Replies.Streaming;

/// <summary>
/// Writes a moment of a streamed value as the schema has it: its names, no wrapper, and only values that need no conversion. A value
/// that the whole reader would convert, such as a number written as a text, is left to it.
/// </summary>
internal readonly struct PartialWriter(PartialSnapshot snapshot, StreamedNames names)
{
    /// <summary>Writes the value; null when nothing can be shown.</summary>
    public JsonElement? Write(SchemaShape? shape, int maxDepth)
    {
        var root = snapshot.NodeCount == 0 ? -1 : Place(0, shape);
        if (root < 0)
        {
            return null;
        }

        using var buffer = new JsonBuffer(snapshot.Length * 2);
        using (var writer = buffer.NewWriter())
        {
            Write(root, shape, writer);
        }

        return buffer.ToValue(maxDepth + 2);
    }

    private void Write(int index, SchemaShape? shape, Utf8JsonWriter writer)
    {
        switch (snapshot.KindOf(index))
        {
            case NodeKind.Object:
                writer.WriteStartObject();
                WriteMembers(index, shape, writer);
                writer.WriteEndObject();
                break;
            case NodeKind.Array:
                writer.WriteStartArray();
                WriteItems(index, shape, writer);
                writer.WriteEndArray();
                break;
            case NodeKind.String:
                writer.WriteStringValue(snapshot.Text(index));
                break;
            case NodeKind.Number:
                writer.WriteRawValue(snapshot.Text(index), skipInputValidation: true);
                break;
            case NodeKind.Null:
                writer.WriteNullValue();
                break;
            default:
                writer.WriteBooleanValue(snapshot.KindOf(index) == NodeKind.True);
                break;
        }
    }

    // Of two members with one name the first is shown: what was shown must not change.
    private void WriteMembers(int index, SchemaShape? shape, Utf8JsonWriter writer)
    {
        if (shape is { Properties.Count: > 0 } && !HasDeclared(index, shape))
        {
            return;
        }

        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in snapshot.Keys(index))
        {
            var (name, member) = Member(snapshot.Text(key).ToString(), shape);
            var place = member is { IsNever: true } || !IsSure(snapshot.Text(key), name, shape) ? -1 : Place(key + 1, member);
            if (place >= 0 && written.Add(name))
            {
                writer.WritePropertyName(name);
                Write(place, member, writer);
            }
        }
    }

    // Where the schema permits other names and does not require this one, the reply may be valid with the name the model wrote.
    private static bool IsSure(ReadOnlySpan<char> written, string name, SchemaShape? shape) =>
        written.SequenceEqual(name) || IsClosed(shape!) || shape!.Required.Contains(name);

    private static bool IsClosed(SchemaShape shape) => shape.Additional is { IsNever: true };

    private (string Name, SchemaShape? Shape) Member(string name, SchemaShape? shape) =>
        shape is not null && names.Find(name, shape) is { } declared ? declared : (name, shape?.Additional);

    // Behind an item that is not shown, the others would be in wrong places.
    private void WriteItems(int index, SchemaShape? shape, Utf8JsonWriter writer)
    {
        var end = snapshot.End(index);
        for (var (child, position) = (index + 1, 0); child < end; (child, position) = (snapshot.End(child), position + 1))
        {
            var item = shape is null ? null : position < shape.PrefixItems.Count ? shape.PrefixItems[position] : shape.Items;
            var place = Place(child, item);
            if (place < 0)
            {
                return;
            }

            Write(place, item, writer);
        }
    }

    // The node to show for a place of the schema: the node itself, what it wraps, or -1 for none.
    private int Place(int index, SchemaShape? shape)
    {
        if (shape is null)
        {
            return index;
        }

        return snapshot.KindOf(index) switch
        {
            NodeKind.Object => PlaceOfObject(index, shape),
            NodeKind.Array => shape.Takes(JsonSchemaTypes.Array) ? index : -1,
            NodeKind.String => IsShown(index, shape) ? index : -1,
            NodeKind.Number => shape.Choices is null && shape.Takes(JsonSchemaTypes.Number | JsonSchemaTypes.Integer) ? index : -1,
            NodeKind.Null => shape.Takes(JsonSchemaTypes.Null) ? index : -1,
            _ => shape.Choices is null && shape.Takes(JsonSchemaTypes.Boolean) ? index : -1,
        };
    }

    // A choice shows only when it is whole and spelt as declared.
    private bool IsShown(int index, SchemaShape shape)
    {
        if (shape.Choices is not { } choices)
        {
            return shape.TakesText;
        }

        var text = snapshot.IsClosed(index) ? snapshot.Text(index).ToString() : null;
        return text is not null && choices.Any(choice => choice.ValueKind == JsonValueKind.String && choice.ValueEquals(text));
    }

    private int PlaceOfObject(int index, SchemaShape shape)
    {
        if (!shape.Takes(JsonSchemaTypes.Object))
        {
            return shape.Takes(JsonSchemaTypes.Array) && shape.Items?.Takes(JsonSchemaTypes.Object) != true ? Wrapped(index, NodeKind.Array) : -1;
        }

        // Where the schema takes any object, the reply may be valid with its wrapper.
        var takesAny = !IsClosed(shape) && shape.Required.Count == 0;
        var inner = takesAny || shape.Properties.Count == 0 || HasDeclared(index, shape) ? -1 : Wrapped(index, NodeKind.Object);
        return inner >= 0 && HasDeclared(inner, shape) ? inner : index;
    }

    private bool HasDeclared(int index, SchemaShape shape)
    {
        foreach (var key in snapshot.Keys(index))
        {
            if (names.Find(snapshot.Text(key).ToString(), shape) is not null)
            {
                return true;
            }
        }

        return false;
    }

    // The value within {"result": …}, and the arguments of a tool call.
    private int Wrapped(int index, NodeKind kind)
    {
        foreach (var key in snapshot.Keys(index))
        {
            if (snapshot.KindOf(key + 1) == kind)
            {
                return key + 1;
            }

            if (!ObjectAlignment.IsCallWord(snapshot.Text(key)))
            {
                return -1;
            }
        }

        return -1;
    }
}
