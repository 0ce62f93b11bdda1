using System.Runtime.InteropServices;
using System.Text.Json;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Compilation;

/// <summary>Reads the keywords of a subschema into rules. Whatever a metaschema would refuse is refused here, with its place.</summary>
internal sealed partial class NodeReader(JsonSchemaOptions options, SchemaCompiler compiler)
{
    private readonly List<(int Name, SchemaNode Node)> _properties = [];
    private readonly List<int> _required = [];
    private readonly List<DependentRule> _dependents = [];
    private SchemaNode _node = null!;
    private KeywordValues _values = null!;
    private SchemaNode? _next;
    private NameList? _names;
    private bool _exclusiveMinimum;
    private bool _exclusiveMaximum;
    private SchemaNode? _additionalItems;
    private bool _itemsIsList;

    private StringRules Strings => _node.Strings ??= new();

    private NumberRules Numbers => _node.Numbers ??= new();

    private ArrayRules Arrays => _node.Arrays ??= new();

    private ObjectRules Objects => _node.Objects ??= new();

    private InPlaceRules InPlace => _node.InPlace ??= new();

    private NameList Names => _names ??= new();

    public void Read(SchemaNode node)
    {
        Reset(node);
        if (node.Element.ValueKind != JsonValueKind.Object)
        {
            node.Types = node.IsFalse ? JsonTypes.None : JsonTypes.Any;
            return;
        }

        var dialect = node.Resource.Dialect;
        // Draft-07 core, section 8.3: other members beside $ref are ignored.
        if (dialect.RefReplacesSiblings && JsonText.TryFind(node.Element, "$ref"u8, out var reference))
        {
            InPlace.Ref = compiler.Reach(node, Keyword.Ref, _values.Text(reference, Keyword.Ref));
            return;
        }

        ReadKeywords(dialect);
        Finish();
    }

    private void ReadKeywords(Dialect dialect)
    {
        foreach (var property in _node.Element.EnumerateObject())
        {
            var keyword = KeywordTable.Find(JsonMarshal.GetRawUtf8PropertyName(property));
            if (dialect.Knows(keyword))
            {
                Read(keyword, property.Value);
            }
        }
    }

    private void Reset(SchemaNode node)
    {
        _node = node;
        _values = new(node);
        _next = node.FirstChild;
        _names = null;
        _properties.Clear();
        _required.Clear();
        _dependents.Clear();
        _exclusiveMinimum = _exclusiveMaximum = _itemsIsList = false;
        _additionalItems = null;
    }

    private void Read(Keyword keyword, JsonElement value)
    {
        if (_node.Resource.Dialect.Shape(keyword) != SubschemaShape.None)
        {
            ReadApplicator(keyword, value);
        }
        else
        {
            ReadAssertion(keyword, value);
        }
    }

    private void Finish()
    {
        FinishNames();
        if (_node.Resource.Dialect.Draft == JsonSchemaDraft.Draft4)
        {
            FinishDraft4();
        }

        if (_itemsIsList)
        {
            Arrays.Rest = _additionalItems;
        }

        FinishTypes();
        _node.Objects?.Settle();

        // "then" and "else" say nothing without "if" (2020-12 core, sections 10.2.2.2 and 10.2.2.3).
        if (_node.InPlace is { If: null } inPlace)
        {
            inPlace.Then = inPlace.Else = null;
        }
    }

    private void FinishNames()
    {
        if (_names is null)
        {
            return;
        }

        var objects = Objects;
        objects.Names = _names.ToMap();
        objects.Properties = new SchemaNode?[_names.Count];
        foreach (var (name, node) in _properties)
        {
            objects.Properties[name] = node;
        }

        objects.Required = Bits(_required, _names.Count);
        objects.Dependents = [.. _dependents];
    }

    // OpenAPI 3.0 has no type "null"; there "nullable" adds it, but only beside a "type" (OpenAPI 3.0.3, Schema Object).
    private void FinishTypes()
    {
        if (options.OpenApi30 && _node.DeclaredTypes != JsonTypes.Any && JsonText.TryFind(_node.Element, "nullable"u8, out var nullable) && nullable.ValueKind == JsonValueKind.True)
        {
            _node.DeclaredTypes |= JsonTypes.Null;
            _node.Types |= JsonTypes.Null;
        }

        _node.Types &= (_node.Values?.Types ?? JsonTypes.Any) & (_node.OtherValues?.Types ?? JsonTypes.Any);
    }

    private void FinishDraft4()
    {
        _node.LexicalIntegers = true;
        if (_node.Numbers is not { } numbers)
        {
            return;
        }

        if (_exclusiveMinimum)
        {
            (numbers.ExclusiveMinimum, numbers.Minimum) = (numbers.Minimum, null);
        }

        if (_exclusiveMaximum)
        {
            (numbers.ExclusiveMaximum, numbers.Maximum) = (numbers.Maximum, null);
        }
    }

    private void ReadDependents(JsonElement map, Keyword keyword)
    {
        if (map.ValueKind != JsonValueKind.Object)
        {
            throw _values.Fault(keyword, "must be an object whose values are lists of property names");
        }

        foreach (var entry in map.EnumerateObject())
        {
            var trigger = Names.Add(JsonMarshal.GetRawUtf8PropertyName(entry));
            // Up to draft 7, "dependencies" had both kinds in one keyword (draft-07 validation, section 6.5.7).
            if (keyword == Keyword.DependentRequired || entry.Value.ValueKind == JsonValueKind.Array)
            {
                _dependents.Add(new(keyword, trigger, [.. NamesOf(entry.Value, keyword)], null));
            }
            else
            {
                _dependents.Add(new(keyword, trigger, [], Child()));
            }
        }
    }

    private List<int> NamesOf(JsonElement list, Keyword keyword)
    {
        var names = new List<int>();
        foreach (var item in _values.List(list, keyword).EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String)
            {
                throw _values.Fault(keyword, $"must list property names, not {Shortened.Of(item)}");
            }

            names.Add(Names.Add(JsonMarshal.GetRawUtf8Value(item)[1..^1]));
        }

        return names;
    }

    private static ulong[] Bits(List<int> indexes, int count)
    {
        var words = new ulong[(count + 63) >> 6];
        foreach (var index in indexes)
        {
            words[index >> 6] |= 1UL << index;
        }

        return words;
    }
}
