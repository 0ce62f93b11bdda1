using System.Runtime.InteropServices;
using System.Text.Json;

namespace Skills.JsonSchema.Compilation;

/// <summary>A JSON text that schemas are read from. A value is known by its offset in the text.</summary>
internal sealed class SchemaDocument(JsonElement root)
{
    private Dictionary<int, SchemaNode>? _byOffset;

    public JsonElement Root { get; } = root;

    public List<SchemaNode> Nodes { get; } = [];

    public int Length => JsonMarshal.GetRawUtf8Value(Root).Length;

    public SchemaNode? Find(JsonElement element)
    {
        _byOffset ??= [];
        for (var i = _byOffset.Count; i < Nodes.Count; i++)
        {
            _byOffset.Add(OffsetOf(Nodes[i].Element), Nodes[i]);
        }

        return _byOffset.GetValueOrDefault(OffsetOf(element));
    }

    private int OffsetOf(JsonElement element)
    {
        JsonMarshal.GetRawUtf8Value(Root).Overlaps(JsonMarshal.GetRawUtf8Value(element), out var offset);
        return offset;
    }
}
