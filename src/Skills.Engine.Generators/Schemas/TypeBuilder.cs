using Skills.Engine.Generators.Checking;
using Skills.Engine.Generators.Yaml;

namespace Skills.Engine.Generators.Schemas;

/// <summary>Builds the types of one schema. What C# has no type for is a <c>JsonElement</c>.</summary>
/// <param name="root">The schema, which references point into.</param>
/// <param name="prefix">What the names of its types begin with.</param>
/// <param name="code">The code of findings in this schema.</param>
/// <param name="findings">Takes what is wrong.</param>
internal sealed class TypeBuilder(YamlNode root, string prefix, string code, Findings findings)
{
    private static readonly string[] JsonTypes = ["string", "number", "integer", "boolean", "null", "array", "object"];

    private readonly Dictionary<YamlNode, ClientType> _referenced = [];
    private readonly HashSet<string> _names = [];

    /// <summary>Gets the records and enums, each after the one that uses it first.</summary>
    public List<ClientType> Declared { get; } = [];

    /// <summary>The type of the whole schema.</summary>
    /// <param name="defaults">Names of members that need not be given; null when all that are required must be.</param>
    public ClientType Build(ISet<string>? defaults)
    {
        _referenced[root] = ScalarTypes.Any;
        return _referenced[root] = Of(root, prefix, defaults);
    }

    private ClientType Of(YamlNode node, string name, ISet<string>? defaults = null)
    {
        if (node is not YamlMap schema)
        {
            if (node is not YamlScalar { Kind: YamlKind.Boolean })
            {
                findings.Add(code, node, $"A schema must be a mapping, true or false; this is {node.TypeName}.");
            }

            return ScalarTypes.Any;
        }

        KeywordCheck.Run(schema, code, findings);
        if (schema.Find("$ref") is YamlScalar reference)
        {
            return Referenced(reference);
        }

        if (schema.Find("enum") is YamlList values)
        {
            return EnumOf(values, schema, name);
        }

        return Union(schema, name) ?? Typed(schema, name, defaults);
    }

    private ClientType Typed(YamlMap schema, string name, ISet<string>? defaults)
    {
        var types = TypesOf(schema);
        var isNullable = types.Remove("null");
        if (types.Count > 1 || (types.Count == 0 && !HasMembers(schema)))
        {
            return types.Count == 0 && isNullable ? new NullableType(ScalarTypes.Any) : ScalarTypes.Any;
        }

        var type = (types.Count == 0 ? "object" : types[0]) switch
        {
            "array" => schema.Find("items") is { } items && schema.Find("prefixItems") is null ? new ListType(Of(items, name + "Item")) : new ListType(ScalarTypes.Any),
            "object" => ObjectOf(schema, name, defaults),
            var scalar => ScalarTypes.Of(scalar, schema),
        };
        return isNullable ? new NullableType(type) : type;
    }

    private List<string> TypesOf(YamlMap schema)
    {
        var nodes = schema.Find("type") switch { YamlScalar one => [one], YamlList list => list.Items.OfType<YamlScalar>(), _ => [] };
        var types = new List<string>();
        foreach (var node in nodes)
        {
            if (JsonTypes.Contains(node.Text))
            {
                types.Add(node.Text);
            }
            else
            {
                findings.Add(code, node, $"Unknown type '{node.Text}' in a schema. It must be one of {string.Join(", ", JsonTypes)}.{NearestName.Hint(node.Text, JsonTypes)}");
            }
        }

        return types;
    }

    private static bool HasMembers(YamlMap schema) => schema.Find("properties") is YamlMap || schema.Find("allOf") is YamlList;

    // A choice between one schema and null is that schema or null. Other choices have no type in C#.
    private ClientType? Union(YamlMap schema, string name)
    {
        if ((schema.Find("anyOf") ?? schema.Find("oneOf")) is not YamlList choices || HasMembers(schema))
        {
            return null;
        }

        var others = choices.Items.Where(static c => c is not YamlMap map || map.Text("type") != "null").ToList();
        if (others.Count != 1)
        {
            return ScalarTypes.Any;
        }

        var only = Of(others[0], name);
        return others.Count < choices.Items.Count && only is not NullableType ? new NullableType(only) : only;
    }

    private ClientType EnumOf(YamlList values, YamlMap schema, string name)
    {
        var scalars = values.Items.OfType<YamlScalar>().Where(static s => s.Kind != YamlKind.Null).ToList();
        var isNullable = scalars.Count < values.Items.Count && values.Items.Any(static i => i is YamlScalar { Kind: YamlKind.Null });
        var others = values.Items.Count - values.Items.Count(static i => i is YamlScalar { Kind: YamlKind.Null });
        ClientType type = others != scalars.Count || scalars.Count == 0 ? ScalarTypes.Any
            : scalars.TrueForAll(static s => s.Kind == YamlKind.Text) ? Declare(new EnumType(Unique(name), schema.Text("description"), Members(scalars)))
            : scalars.TrueForAll(static s => s.Kind == YamlKind.Number && long.TryParse(s.Text, out _)) ? ScalarTypes.Long
            : ScalarTypes.Any;
        return isNullable ? new NullableType(type) : type;
    }

    private List<(string, string)> Members(List<YamlScalar> values)
    {
        var members = new List<(string Name, string Value)>();
        foreach (var value in values)
        {
            var name = Identifiers.Pascal(value.Text);
            if (members.FirstOrDefault(m => m.Name == name) is { Name: not null } twin)
            {
                findings.Add("SKG005", value, $"'{value.Text}' and '{twin.Value}' would both be '{name}' in C#. Rename one.");
                continue;
            }

            members.Add((name, value.Text));
        }

        return members;
    }

    private ClientType ObjectOf(YamlMap schema, string name, ISet<string>? defaults)
    {
        var rest = schema.Find("additionalProperties");
        var isOpen = rest is YamlMap or YamlScalar { Kind: YamlKind.Boolean, Text: "true" or "True" or "TRUE" };
        if (!HasMembers(schema) || (isOpen && schema.Find("properties") is YamlMap { Entries.Count: 0 }))
        {
            return new DictionaryType(rest is YamlMap && schema.Find("patternProperties") is null ? Of(rest, name + "Value") : ScalarTypes.Any);
        }

        var record = Declare(new RecordType(Unique(name), schema.Text("description")));
        if (_referenced.ContainsKey(schema))
        {
            _referenced[schema] = record;
        }

        Fill(record, schema, name, defaults);
        record.Rest = isOpen ? Of(rest!, name + "Value") : null;
        return record;
    }

    // The members of all parts of an allOf belong to the object.
    private void Fill(RecordType record, YamlMap schema, string name, ISet<string>? defaults)
    {
        var required = new HashSet<string>(Parts(schema, 0).SelectMany(static p => (p.Find("required") as YamlList)?.Items.OfType<YamlScalar>().Select(static r => r.Text) ?? []));
        foreach (var entry in Parts(schema, 0).SelectMany(static p => (p.Find("properties") as YamlMap)?.Entries ?? []))
        {
            var jsonName = entry.Key.Text;
            if (record.Properties.Exists(p => p.JsonName == jsonName))
            {
                continue;
            }

            var property = Identifiers.Property(jsonName, record.Name);
            if (record.Properties.Find(p => p.Name == property) is { } twin)
            {
                findings.Add("SKG005", entry.Key, $"'{jsonName}' and '{twin.JsonName}' would both be '{property}' in C#. Rename one.");
                continue;
            }

            var hasDefault = defaults is not null && (defaults.Contains(jsonName) || (entry.Value as YamlMap)?.Find("default") is not null);
            var type = Of(entry.Value, name + Identifiers.Pascal(jsonName));
            record.Properties.Add(new(property, jsonName, type, required.Contains(jsonName) && !hasDefault, (entry.Value as YamlMap)?.Text("description")));
        }
    }

    private IEnumerable<YamlMap> Parts(YamlMap schema, int depth)
    {
        var target = schema.Text("$ref") is { } reference ? SchemaReference.Find(root, reference) as YamlMap : schema;
        if (target is null || depth > 16)
        {
            yield break;
        }

        yield return target;
        foreach (var part in (target.Find("allOf") as YamlList)?.Items.OfType<YamlMap>().SelectMany(p => Parts(p, depth + 1)) ?? [])
        {
            yield return part;
        }
    }

    // A schema that is referenced twice is one type, also where it contains itself.
    private ClientType Referenced(YamlScalar reference)
    {
        if (SchemaReference.Find(root, reference.Text) is not { } target)
        {
            findings.Add(code, reference, $"The reference '{reference.Text}' points at nothing in this schema.");
            return ScalarTypes.Any;
        }

        if (_referenced.TryGetValue(target, out var known))
        {
            return known;
        }

        var last = reference.Text.Substring(reference.Text.LastIndexOfAny(['/', '#']) + 1);
        _referenced[target] = ScalarTypes.Any;
        return _referenced[target] = Of(target, target == root ? prefix : prefix + Identifiers.Pascal(last));
    }

    private T Declare<T>(T type) where T : ClientType
    {
        Declared.Add(type);
        return type;
    }

    private string Unique(string name)
    {
        var free = name;
        for (var number = 2; !_names.Add(free); number++)
        {
            free = name + number;
        }

        return free;
    }
}
