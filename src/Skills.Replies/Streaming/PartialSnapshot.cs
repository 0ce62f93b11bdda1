using System.Text.Json;
using Skills.Replies.Alignment;
using Skills.Replies.Parsing;

namespace Skills.Replies.Streaming;

/// <summary>A moment in the growth of a value.</summary>
/// <param name="Nodes">The nodes, and perhaps later ones.</param>
/// <param name="Characters">Their texts, and perhaps later ones.</param>
/// <param name="NodeCount">How many nodes there were.</param>
/// <param name="Length">How many characters of text.</param>
internal readonly record struct PartialSnapshot(PartialNode[] Nodes, char[] Characters, int NodeCount, int Length)
{
    /// <summary>Writes the value as it was; null when there was none.</summary>
    public JsonElement? Write(SchemaShape? shape, int maxDepth)
    {
        if (NodeCount == 0 || IsHidden(0, shape))
        {
            return null;
        }

        using var buffer = new JsonBuffer(Length * 2);
        using (var writer = buffer.NewWriter())
        {
            Write(0, shape, writer);
        }

        return buffer.ToValue(maxDepth + 2);
    }

    private void Write(int index, SchemaShape? shape, Utf8JsonWriter writer)
    {
        switch (Nodes[index].Kind)
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
                writer.WriteStringValue(Text(index));
                break;
            case NodeKind.Number:
                writer.WriteRawValue(Text(index), skipInputValidation: true);
                break;
            case NodeKind.Null:
                writer.WriteNullValue();
                break;
            default:
                writer.WriteBooleanValue(Nodes[index].Kind == NodeKind.True);
                break;
        }
    }

    private void WriteMembers(int index, SchemaShape? shape, Utf8JsonWriter writer)
    {
        var end = End(index);
        for (var key = index + 1; key + 1 < end; key = End(key + 1))
        {
            var name = Text(key);
            var child = shape is null ? null : shape.Properties.GetValueOrDefault(name.ToString()) ?? shape.Additional;
            if (!IsHidden(key + 1, child))
            {
                writer.WritePropertyName(name);
                Write(key + 1, child, writer);
            }
        }
    }

    private void WriteItems(int index, SchemaShape? shape, Utf8JsonWriter writer)
    {
        var end = End(index);
        for (var (child, place) = (index + 1, 0); child < end; (child, place) = (End(child), place + 1))
        {
            var item = shape is null ? null : place < shape.PrefixItems.Count ? shape.PrefixItems[place] : shape.Items;
            if (!IsHidden(child, item))
            {
                Write(child, item, writer);
            }
        }
    }

    // A choice shows only when it is whole.
    private bool IsHidden(int index, SchemaShape? shape) =>
        shape?.Choices is not null && Nodes[index] is { Kind: NodeKind.String } node && (node.TextEnd > Length || node.Next == 0);

    private int End(int index) => Nodes[index].Next is > 0 and var next && next <= NodeCount ? next : NodeCount;

    private ReadOnlySpan<char> Text(int index)
    {
        var node = Nodes[index];
        var text = Characters.AsSpan(node.TextStart, Math.Min(node.TextEnd, Length) - node.TextStart);
        return text.Length > 0 && char.IsHighSurrogate(text[^1]) ? text[..^1] : text;
    }
}
