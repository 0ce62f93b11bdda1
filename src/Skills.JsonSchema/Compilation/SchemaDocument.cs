using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Compilation;

/// <summary>A JSON text that schemas are read from. A value is known by its offset in the text.</summary>
internal sealed class SchemaDocument(JsonElement root)
{
    private const int Few = 32;

    private readonly Dictionary<int, Dictionary<string, JsonElement>> _largeObjects = [];
    private readonly Dictionary<int, JsonElement[]> _largeArrays = [];
    private Dictionary<int, SchemaNode>? _byOffset;
    private int _known;

    public JsonElement Root { get; } = root;

    public List<SchemaNode> Nodes { get; } = [];

    public int Length => JsonMarshal.GetRawUtf8Value(Root).Length;

    public SchemaNode? Find(JsonElement element)
    {
        _byOffset ??= [];
        for (; _known < Nodes.Count; _known++)
        {
            // What a pointer led to through no keyword may be met again as part of something larger.
            _byOffset.TryAdd(OffsetOf(Nodes[_known].Element), Nodes[_known]);
        }

        return _byOffset.GetValueOrDefault(OffsetOf(element));
    }

    /// <summary>Follows one token of a JSON Pointer, in time that does not grow with the container when many references pass it.</summary>
    public bool TryStep(JsonElement element, string token, out JsonElement next)
    {
        next = default;
        return element.ValueKind switch
        {
            JsonValueKind.Object => TryFind(element, PointerText.Unescape(token), out next),
            JsonValueKind.Array => TryItem(element, token, out next),
            _ => false,
        };
    }

    private bool TryFind(JsonElement element, string name, out JsonElement value)
    {
        if (element.GetPropertyCount() <= Few)
        {
            return JsonText.TryFind(element, name, out value);
        }

        ref var index = ref CollectionsMarshal.GetValueRefOrAddDefault(_largeObjects, OffsetOf(element), out _);
        if (index is null)
        {
            index = new(StringComparer.Ordinal);
            foreach (var property in element.EnumerateObject())
            {
                index[JsonText.NameOf(property)] = property.Value;
            }
        }

        return index.TryGetValue(name, out value);
    }

    private bool TryItem(JsonElement element, string token, out JsonElement item)
    {
        item = default;
        var count = element.GetArrayLength();
        if (!int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var at) || at >= count || (token.Length > 1 && token[0] == '0'))
        {
            return false;
        }

        if (count <= Few)
        {
            item = element[at];
            return true;
        }

        ref var items = ref CollectionsMarshal.GetValueRefOrAddDefault(_largeArrays, OffsetOf(element), out _);
        items ??= [.. element.EnumerateArray()];
        item = items[at];
        return true;
    }

    private int OffsetOf(JsonElement element)
    {
        JsonMarshal.GetRawUtf8Value(Root).Overlaps(JsonMarshal.GetRawUtf8Value(element), out var offset);
        return offset;
    }
}
