using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Compilation;

/// <summary>Walks documents keyword by keyword and knows every resource, anchor and subschema in them.</summary>
internal sealed class SchemaLoader(JsonSchemaOptions options)
{
    private readonly Dictionary<string, SchemaResource> _byUri = new(StringComparer.Ordinal);
    private readonly DialectReader _dialects = new(options);
    private readonly HashSet<string> _searched = new(StringComparer.Ordinal);
    private int _subschemas;

    public List<SchemaResource> Resources { get; } = [];

    public SchemaNode Load(JsonElement root, string retrievalUri)
    {
        var document = new SchemaDocument(root.Clone());
        if (document.Length > options.MaxSchemaLength)
        {
            throw new JsonSchemaLimitException(
                $"The schema takes {document.Length} bytes; at most {options.MaxSchemaLength} are allowed ({nameof(JsonSchemaOptions.MaxSchemaLength)}).",
                retrievalUri + "#");
        }

        var place = new Place(null, null, Keyword.None, -1);
        return Index(document, document.Root, place, 0, UriText.Split(retrievalUri).Uri);
    }

    /// <summary>The schema a <c>$ref</c> or <c>$dynamicRef</c> of a node leads to at first.</summary>
    public SchemaNode Resolve(SchemaNode from, Keyword keyword, string reference)
    {
        var (uri, fragment) = UriText.Split(reference);
        var resource = uri.Length == 0 ? from.Resource : Find(UriText.Resolve(from.Resource.Uri, uri));
        if (resource is null)
        {
            throw new JsonSchemaException(
                $"\"{reference}\" leads to \"{UriText.Resolve(from.Resource.Uri, uri)}\", which is not known. Nothing is fetched: hand it over in {nameof(JsonSchemaOptions)}.{nameof(JsonSchemaOptions.Documents)}.",
                from.Location(keyword)) { IsOfReference = true };
        }

        // A fragment is percent-encoded, also when it is a JSON Pointer (RFC 6901, section 6).
        var target = Find(resource, Uri.UnescapeDataString(fragment ?? ""));
        return target is not null && IsSchema(target.Element) ? target : throw new JsonSchemaException($"\"{reference}\" leads to no schema.", from.Location(keyword)) { IsOfReference = true };
    }

    private SchemaNode? Find(SchemaResource resource, string fragment) => fragment switch
    {
        "" => resource.Root,
        ['/', ..] => FollowPointer(resource, fragment),
        _ => resource.Anchors.GetValueOrDefault(fragment),
    };

    private SchemaResource? Find(string uri)
    {
        if (_byUri.TryGetValue(uri, out var resource))
        {
            return resource;
        }

        if (Documents.TryGet(options, uri, out var document))
        {
            return Load(document, uri).Resource;
        }

        if (Metaschemas.TryGet(uri, out var metaschema))
        {
            return Load(metaschema, uri).Resource;
        }

        return FindEmbedded(uri);
    }

    // A resource may lie inside a document that is kept under another URI. Only those that hold its name are read.
    private SchemaResource? FindEmbedded(string uri)
    {
        var name = Encoding.UTF8.GetBytes(uri[(uri.LastIndexOf('/') + 1)..]);
        foreach (var (retrievalUri, document) in options.Documents)
        {
            if (!_searched.Contains(retrievalUri) && !_byUri.ContainsKey(UriText.Split(retrievalUri).Uri) && MayHold(document, name))
            {
                Search(document, retrievalUri);
            }
        }

        return _byUri.GetValueOrDefault(uri);
    }

    // A document nobody refers to may be wrong or large without harm: then it is as if it were not there.
    private void Search(JsonElement document, string retrievalUri)
    {
        _searched.Add(retrievalUri);
        var (subschemas, resources) = (_subschemas, Resources.Count);
        try
        {
            Load(document, retrievalUri);
        }
        catch (Exception exception) when (exception is JsonSchemaException or JsonSchemaLimitException)
        {
            _subschemas = subschemas;
            foreach (var resource in Resources.Skip(resources))
            {
                foreach (var (known, _) in _byUri.Where(entry => entry.Value == resource).ToList())
                {
                    _byUri.Remove(known);
                }
            }

            Resources.RemoveRange(resources, Resources.Count - resources);
        }
    }

    private static bool MayHold(JsonElement document, byte[] name)
    {
        var text = JsonMarshal.GetRawUtf8Value(document);
        return text.IndexOf(name) >= 0 || text.Contains((byte)'\\');
    }

    private SchemaNode? FollowPointer(SchemaResource resource, string pointer)
    {
        var owner = resource.Root;
        var element = resource.Root.Element;
        var detour = new StringBuilder();
        foreach (var token in pointer[1..].Split('/'))
        {
            if (!resource.Document.TryStep(element, token, out element))
            {
                return null;
            }

            detour.Append('/').Append(token);
            // A pointer may lead into an embedded resource (section 9.2.1), whose own base and dialect hold from there on.
            if (owner.Resource.Document.Find(element) is { } node)
            {
                owner = node;
                detour.Clear();
            }
        }

        if (detour.Length == 0)
        {
            return owner;
        }

        if (!IsSchema(element))
        {
            return null;
        }

        // Section 9.4.2: a reference may lead to a place that no keyword makes a schema. It is read as one.
        var place = new Place(owner.Resource, owner, Keyword.None, -1, detour.ToString());
        return Index(owner.Resource.Document, element, place, 0, "");
    }

    private SchemaNode Index(SchemaDocument document, JsonElement element, in Place place, int depth, string baseUri)
    {
        Guard(place, depth);
        var head = SchemaHead.Read(element);
        var resource = place.Resource;
        var dialect = resource?.Dialect ?? Dialect.Of(options.DefaultDraft);
        // Section 8.1.1: $schema belongs to the root of a resource, and says nothing elsewhere.
        if (head.Schema is { } schema && (resource is null || head.HasId))
        {
            dialect = _dialects.Read(Text(schema, Keyword.Schema, place), place.Location(Keyword.Schema));
        }

        var (id, anchor) = Identify(head, dialect, place);
        var isNew = resource is null || id is not null;
        if (isNew)
        {
            var outer = resource?.Uri ?? baseUri;
            resource = new SchemaResource(id is null ? outer : UriText.Resolve(outer, id), dialect, document);
        }

        var node = new SchemaNode(element, resource!, place.Parent, place.Via, place.Index) { Detour = place.Detour };
        node.Plan = node;
        document.Nodes.Add(node);
        if (isNew)
        {
            Register(resource!, node, baseUri);
        }

        AddAnchors(node, head, anchor);
        IndexChildren(node, !(dialect.RefReplacesSiblings && head.HasRef), depth);
        return node;
    }

    private void Register(SchemaResource resource, SchemaNode root, string retrievalUri)
    {
        resource.Root = root;
        Resources.Add(resource);
        if (!_byUri.TryAdd(resource.Uri, resource) && resource.Uri.Length > 0 && !JsonElement.DeepEquals(_byUri[resource.Uri].Root.Element, root.Element))
        {
            throw new JsonSchemaException($"The identifier \"{resource.Uri}\" is that of another schema too: {(_byUri[resource.Uri].Root.DocumentPointer() is { Length: > 0 } pointer ? pointer : "the root")} of its document.", root.Location());
        }

        if (root.Parent is null)
        {
            // A document is also found under the URI that it was handed over with, whatever its $id is.
            _byUri.TryAdd(retrievalUri, resource);
        }
    }

    private static (string? Id, string? Anchor) Identify(in SchemaHead head, Dialect dialect, in Place place)
    {
        var keyword = dialect.Draft == JsonSchemaDraft.Draft4 ? Keyword.LegacyId : Keyword.Id;
        // Up to draft 7, $ref silences an $id beside it (draft-07 core, section 8.3).
        if ((keyword == Keyword.Id ? head.Id : head.LegacyId) is not { } element || (dialect.RefReplacesSiblings && head.HasRef))
        {
            return default;
        }

        var (uri, fragment) = UriText.Split(Text(element, keyword, place));
        if (dialect.Draft >= JsonSchemaDraft.Draft201909 && !string.IsNullOrEmpty(fragment))
        {
            throw new JsonSchemaException($"An $id has no fragment since 2019-09, but this one ends in \"#{fragment}\"; use $anchor.", place.Location(keyword));
        }

        // Up to draft 7, an $id of a fragment alone names a place, as $anchor does since (draft-07 core, section 8.2.3).
        return (uri.Length == 0 ? null : uri, string.IsNullOrEmpty(fragment) ? null : fragment);
    }

    // Section 8.2.2: to $ref, a dynamic anchor is like any other. 2019-09 core, section 8.2.4.2: $recursiveAnchor counts at the root only.
    private static void AddAnchors(SchemaNode node, in SchemaHead head, string? anchor)
    {
        var resource = node.Resource;
        var draft = resource.Dialect.Draft;
        if (anchor is not null)
        {
            AddAnchor(resource.Anchors, anchor, node, draft == JsonSchemaDraft.Draft4 ? Keyword.LegacyId : Keyword.Id);
        }

        if (draft >= JsonSchemaDraft.Draft201909 && head.Anchor is { } name)
        {
            AddAnchor(resource.Anchors, name, Keyword.Anchor, node);
        }

        if (draft == JsonSchemaDraft.Draft202012 && head.DynamicAnchor is { } dynamicName)
        {
            AddAnchor(resource.DynamicAnchors, dynamicName, Keyword.DynamicAnchor, node);
            resource.Anchors.TryAdd(JsonText.StringOf(dynamicName), node);
        }

        if (draft == JsonSchemaDraft.Draft201909 && node.IsResourceRoot && head.RecursiveAnchor is { ValueKind: JsonValueKind.True })
        {
            resource.RecursiveAnchor = true;
        }
    }

    private static void AddAnchor(Dictionary<string, SchemaNode> anchors, JsonElement name, Keyword keyword, SchemaNode node)
    {
        if (name.ValueKind != JsonValueKind.String || JsonText.Content(name).IsEmpty)
        {
            throw new JsonSchemaException("An anchor must be a name.", node.Location(keyword));
        }

        AddAnchor(anchors, JsonText.StringOf(name), node, keyword);
    }

    private static void AddAnchor(Dictionary<string, SchemaNode> anchors, string name, SchemaNode node, Keyword keyword)
    {
        if (!anchors.TryAdd(name, node) && !JsonText.AreSame(anchors[name].Element, node.Element))
        {
            throw new JsonSchemaException($"The anchor \"{name}\" appears twice in the same schema resource.", node.Location(keyword));
        }
    }

    private void IndexChildren(SchemaNode node, bool strict, int depth)
    {
        if (node.Element.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        SchemaNode? last = null;
        foreach (var property in node.Element.EnumerateObject())
        {
            var keyword = KeywordTable.Find(JsonMarshal.GetRawUtf8PropertyName(property));
            var shape = node.Resource.Dialect.Shape(keyword);
            if (shape == SubschemaShape.None)
            {
                continue;
            }

            var value = property.Value;
            if (IsSchema(value) && shape is SubschemaShape.One or SubschemaShape.OneOrList)
            {
                last = AddChild(node, last, keyword, value, -1, depth);
            }
            else if (value.ValueKind == JsonValueKind.Array && shape is SubschemaShape.List or SubschemaShape.OneOrList)
            {
                last = IndexList(node, last, keyword, value, strict, depth);
            }
            else if (value.ValueKind == JsonValueKind.Object && shape is SubschemaShape.Map or SubschemaShape.MapOrNames)
            {
                last = IndexMap(node, last, keyword, value, strict, depth);
            }
            else if (strict)
            {
                throw new JsonSchemaException($"{KeywordTable.NameOf(keyword)} must be {Wanted(shape)}.", node.Location(keyword));
            }
        }
    }

    private SchemaNode? IndexList(SchemaNode node, SchemaNode? last, Keyword keyword, JsonElement list, bool strict, int depth)
    {
        // Sections 10.2.1 and 10.3.1.1: these lists are not empty.
        if (strict && list.GetArrayLength() == 0)
        {
            throw new JsonSchemaException($"{KeywordTable.NameOf(keyword)} must hold at least one schema.", node.Location(keyword));
        }

        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            if (IsSchema(item))
            {
                last = AddChild(node, last, keyword, item, index, depth);
            }
            else if (strict)
            {
                throw new JsonSchemaException("A schema must be an object or a boolean.", node.Location($"/{KeywordTable.NameOf(keyword)}/{index}"));
            }

            index++;
        }

        return last;
    }

    private SchemaNode? IndexMap(SchemaNode node, SchemaNode? last, Keyword keyword, JsonElement map, bool strict, int depth)
    {
        var index = 0;
        foreach (var entry in map.EnumerateObject())
        {
            if (IsSchema(entry.Value))
            {
                last = AddChild(node, last, keyword, entry.Value, index, depth);
            }
            else if (strict && !(keyword == Keyword.Dependencies && entry.Value.ValueKind == JsonValueKind.Array))
            {
                throw new JsonSchemaException(
                    "A schema must be an object or a boolean.", node.Location($"/{KeywordTable.NameOf(keyword)}/{PointerText.Escape(JsonText.NameOf(entry))}"));
            }

            index++;
        }

        return last;
    }

    private SchemaNode AddChild(SchemaNode node, SchemaNode? last, Keyword keyword, JsonElement element, int index, int depth)
    {
        var child = Index(node.Resource.Document, element, new Place(node.Resource, node, keyword, index), depth + 1, "");
        if (last is null)
        {
            node.FirstChild = child;
        }
        else
        {
            last.NextSibling = child;
        }

        return child;
    }

    private static string Wanted(SubschemaShape shape) => shape switch
    {
        SubschemaShape.One => "a schema: an object or a boolean",
        SubschemaShape.List => "a list of schemas",
        SubschemaShape.OneOrList => "a schema or a list of schemas",
        _ => "an object whose values are schemas",
    };

    private void Guard(in Place place, int depth)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (depth > options.MaxSchemaDepth)
        {
            throw new JsonSchemaLimitException(
                $"Schemas are nested deeper than {options.MaxSchemaDepth} levels ({nameof(JsonSchemaOptions.MaxSchemaDepth)}).", place.Location(Keyword.None));
        }

        if (++_subschemas > options.MaxSubschemas)
        {
            throw new JsonSchemaLimitException(
                $"There are more than {options.MaxSubschemas} subschemas ({nameof(JsonSchemaOptions.MaxSubschemas)}).", place.Location(Keyword.None));
        }
    }

    private static string Text(JsonElement element, Keyword keyword, in Place place) =>
        element.ValueKind == JsonValueKind.String
            ? JsonText.StringOf(element)
            : throw new JsonSchemaException($"{KeywordTable.NameOf(keyword)} must be a string.", place.Location(keyword));

    private static bool IsSchema(JsonElement element) =>
        element.ValueKind is JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False;

    /// <summary>Where a schema about to be read stands.</summary>
    private readonly record struct Place(SchemaResource? Resource, SchemaNode? Parent, Keyword Via, int Index, string? Detour = null)
    {
        public string Location(Keyword keyword)
        {
            var suffix = keyword == Keyword.None ? "" : "/" + KeywordTable.NameOf(keyword);
            return Parent is null ? "#" + suffix : Parent.Location("/" + KeywordTable.NameOf(Via) + suffix);
        }
    }
}
