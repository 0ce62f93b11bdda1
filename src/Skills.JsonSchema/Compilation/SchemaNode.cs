using System.Text.Json;
using Skills.JsonSchema.Instances;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Compilation;

/// <summary>One subschema: its place in a document and, once filled, what it demands of each type of value.</summary>
internal sealed class SchemaNode(JsonElement element, SchemaResource resource, SchemaNode? parent, Keyword via, int index)
{
    /// <summary>The public view, made on demand.</summary>
    public JsonSubschema? View;

    private string? _location;
    private string? _key;

    public JsonElement Element { get; } = element;

    public SchemaResource Resource { get; } = resource;

    public SchemaNode? Parent { get; } = parent;

    /// <summary>The keyword of the parent that holds this schema, and the position in its list or map, or -1.</summary>
    public Keyword Via { get; } = via;

    public int Index { get; } = index;

    /// <summary>For a schema reached only by a JSON Pointer through something that is no keyword: the pointer from the parent.</summary>
    public string? Detour { get; init; }

    public SchemaNode? FirstChild { get; set; }

    public SchemaNode? NextSibling { get; set; }

    public bool Filled { get; set; }

    /// <summary>What to evaluate in place of this schema when only the verdict counts: itself, or where a bare <c>$ref</c> leads.</summary>
    public SchemaNode Plan { get; set; } = null!;

    /// <summary>Types that may pass. None for the schema <c>false</c>.</summary>
    public JsonTypes Types { get; set; } = JsonTypes.Any;

    /// <summary>What <c>type</c> alone allows, for messages.</summary>
    public JsonTypes DeclaredTypes { get; set; } = JsonTypes.Any;

    /// <summary>Draft 4: a number written with a fraction or exponent is no integer.</summary>
    public bool LexicalIntegers { get; set; }

    public StringRules? Strings { get; set; }

    public NumberRules? Numbers { get; set; }

    public ArrayRules? Arrays { get; set; }

    public ObjectRules? Objects { get; set; }

    public ValueSet? Values { get; set; }

    /// <summary>The second of <c>enum</c> and <c>const</c> when a schema has both.</summary>
    public ValueSet? OtherValues { get; set; }

    public InPlaceRules? InPlace { get; set; }

    /// <summary>Gets whether a schema below may be reached on several ways for the same value.</summary>
    public bool Forks => (InPlace is { } rules && (rules.Count > 1 || Objects is not null || Arrays is not null)) || Objects is { Patterns.Length: > 0 } or { Dependents.Length: > 0 };

    /// <summary>Forgets what was read, so that the schema says nothing: for a definition that is wrong and that nobody refers to.</summary>
    public void Unread()
    {
        Types = DeclaredTypes = JsonTypes.Any;
        (Strings, Numbers, Arrays, Objects, Values, OtherValues, InPlace) = (null, null, null, null, null, null, null);
    }

    public bool IsResourceRoot => Resource.Root == this;

    public bool IsFalse => Element.ValueKind == JsonValueKind.False;

    /// <summary>The last keyword or name on the way here, unescaped.</summary>
    public string Name => Index < 0 || Parent is null ? KeywordTable.NameOf(Via) : Key();

    /// <summary>The canonical absolute location: the resource's URI and a JSON Pointer, percent-encoded, in the fragment.</summary>
    public string Location(Keyword keyword = Keyword.None)
    {
        _location ??= Resource.Uri + "#" + PointerText.Encode(Pointer());
        return keyword == Keyword.None ? _location : _location + "/" + KeywordTable.NameOf(keyword);
    }

    /// <param name="suffix">A JSON Pointer from here, not percent-encoded.</param>
    public string Location(string suffix) => Location() + PointerText.Encode(suffix);

    /// <summary>The JSON Pointer from the root of the resource, not percent-encoded.</summary>
    public string Pointer() => Pointer(Resource);

    /// <summary>The JSON Pointer from the root of the document, not percent-encoded.</summary>
    public string DocumentPointer() => Pointer(null);

    private string Pointer(SchemaResource? within)
    {
        var steps = new Stack<string>();
        for (var node = this; node.Parent is { } parent && (within is null || parent.Resource == within); node = parent)
        {
            steps.Push(node.Step());
        }

        return string.Concat(steps);
    }

    /// <summary>The JSON Pointer from the parent.</summary>
    public string Step()
    {
        if (Detour is not null)
        {
            return Detour;
        }

        var keyword = "/" + KeywordTable.NameOf(Via);
        return Index < 0 ? keyword : keyword + "/" + PointerText.Escape(Key());
    }

    public override string ToString() => Location();

    private string Key()
    {
        if (_key is null)
        {
            // While its document is still being walked, a schema is not yet among its parent's children.
            Parent!.NameChildren(this);
        }

        return _key ?? Index.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Gives every child in a map its name: children lie in the order of the text, so one walk finds all.</summary>
    private void NameChildren(SchemaNode asking)
    {
        var child = FirstChild;
        foreach (var keyword in Element.EnumerateObject())
        {
            if (keyword.Value.ValueKind != JsonValueKind.Object)
            {
                continue;
            }

            foreach (var entry in keyword.Value.EnumerateObject())
            {
                while (child is not null && !JsonText.IsBehind(entry.Value, child.Element))
                {
                    child = child.NextSibling;
                }

                if (child is not null && JsonText.AreSame(entry.Value, child.Element))
                {
                    child._key = JsonText.NameOf(entry);
                }
                else if (JsonText.AreSame(entry.Value, asking.Element))
                {
                    asking._key = JsonText.NameOf(entry);
                }
            }
        }
    }
}
