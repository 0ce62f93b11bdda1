using System.Buffers;
using System.Text.Json;
using Skills.Engine.Outputs.Alignment;
using Skills.Engine.Outputs.Reading;

namespace Skills.Engine.Outputs.Streaming;

/// <summary>A value that only grows: nodes and characters are appended and never changed, so a snapshot is two numbers.</summary>
internal sealed class PartialTree
{
    private const int Open = 0;

    private readonly List<PartialNode> _nodes = [];
    private char[] _characters = new char[256];
    private int _length;

    /// <summary>How much there is now.</summary>
    public PartialMark Mark => new(_nodes.Count, _length);

    public int Count => _nodes.Count;

    public int Add(NodeKind kind, bool key, bool closed)
    {
        _nodes.Add(new(kind, key, _length, closed ? _length : int.MaxValue, closed ? _nodes.Count + 1 : Open));
        return _nodes.Count - 1;
    }

    /// <summary>Adds a node with its whole text.</summary>
    public int Add(NodeKind kind, bool key, ReadOnlySpan<char> text)
    {
        var start = _length;
        Append(text);
        _nodes.Add(new(kind, key, start, _length, _nodes.Count + 1));
        return _nodes.Count - 1;
    }

    public void Append(char c)
    {
        if (_length == _characters.Length)
        {
            Array.Resize(ref _characters, _length * 2);
        }

        _characters[_length++] = c;
    }

    public void Append(ReadOnlySpan<char> text)
    {
        if (_length + text.Length > _characters.Length)
        {
            Array.Resize(ref _characters, Math.Max(_characters.Length * 2, _length + text.Length));
        }

        text.CopyTo(_characters.AsSpan(_length));
        _length += text.Length;
    }

    /// <summary>Ends a string or container.</summary>
    public void Close(int node) => _nodes[node] = _nodes[node] with { TextEnd = _length, Next = _nodes.Count };

    /// <summary>Writes the value as it was at a mark; null when there was none.</summary>
    public JsonElement? Write(PartialMark mark, SchemaShape? shape, int maxDepth)
    {
        if (mark.Nodes == 0 || IsHidden(0, mark, shape))
        {
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>(Math.Max(64, mark.Characters * 2));
        using (var writer = new Utf8JsonWriter(buffer, TreeWriter.Options))
        {
            Write(0, mark, shape, writer);
        }

        return JsonElement.Parse(buffer.WrittenSpan, new() { MaxDepth = maxDepth + 2 });
    }

    private void Write(int index, PartialMark mark, SchemaShape? shape, Utf8JsonWriter writer)
    {
        var node = _nodes[index];
        switch (node.Kind)
        {
            case NodeKind.Object:
                writer.WriteStartObject();
                WriteMembers(index, mark, shape, writer);
                writer.WriteEndObject();
                break;
            case NodeKind.Array:
                writer.WriteStartArray();
                for (var child = index + 1; child < End(index, mark); child = End(child, mark))
                {
                    if (!IsHidden(child, mark, shape?.Items))
                    {
                        Write(child, mark, shape?.Items, writer);
                    }
                }

                writer.WriteEndArray();
                break;
            case NodeKind.String:
                writer.WriteStringValue(Text(node, mark));
                break;
            case NodeKind.Number:
                writer.WriteRawValue(Text(node, mark), skipInputValidation: true);
                break;
            case NodeKind.Null:
                writer.WriteNullValue();
                break;
            default:
                writer.WriteBooleanValue(node.Kind == NodeKind.True);
                break;
        }
    }

    private void WriteMembers(int index, PartialMark mark, SchemaShape? shape, Utf8JsonWriter writer)
    {
        var end = End(index, mark);
        for (var key = index + 1; key + 1 < end; key = End(key + 1, mark))
        {
            var name = Text(_nodes[key], mark);
            var child = shape is null ? null : shape.Properties.GetValueOrDefault(name.ToString()) ?? shape.Additional;
            if (!IsHidden(key + 1, mark, child))
            {
                writer.WritePropertyName(name);
                Write(key + 1, mark, child, writer);
            }
        }
    }

    // A choice shows only when it is whole.
    private bool IsHidden(int index, PartialMark mark, SchemaShape? shape) =>
        shape?.Choices is not null && _nodes[index] is { Kind: NodeKind.String } node && (node.TextEnd > mark.Characters || node.Next == Open);

    private int End(int index, PartialMark mark) => _nodes[index].Next is var next && next != Open && next <= mark.Nodes ? next : mark.Nodes;

    private ReadOnlySpan<char> Text(PartialNode node, PartialMark mark)
    {
        var text = _characters.AsSpan(node.TextStart, Math.Min(node.TextEnd, mark.Characters) - node.TextStart);
        return text.Length > 0 && char.IsHighSurrogate(text[^1]) ? text[..^1] : text;
    }

    private readonly record struct PartialNode(NodeKind Kind, bool IsKey, int TextStart, int TextEnd, int Next);
}

/// <summary>A moment in the growth of a value.</summary>
/// <param name="Nodes">How many nodes there were.</param>
/// <param name="Characters">How many characters of text.</param>
internal readonly record struct PartialMark(int Nodes, int Characters);
