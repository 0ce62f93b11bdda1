using System.Runtime.InteropServices;
using System.Text.Json;
using Skills.JsonSchema.Formats;
using Skills.JsonSchema.Instances;
using Skills.JsonSchema.Patterns;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Compilation;

/// <summary>Reads the keywords of a subschema into rules. Whatever a metaschema would refuse is refused here, with its place.</summary>
internal sealed class NodeReader(JsonSchemaOptions options, SchemaCompiler compiler)
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
        if (dialect.RefReplacesSiblings && JsonText.TryFind(node.Element, "$ref"u8, out var reference))
        {
            InPlace.Ref = compiler.Reach(node, Keyword.Ref, _values.Text(reference, Keyword.Ref));
            return;
        }

        foreach (var property in node.Element.EnumerateObject())
        {
            var keyword = KeywordTable.Find(JsonMarshal.GetRawUtf8PropertyName(property));
            if (dialect.Knows(keyword))
            {
                Read(keyword, property.Value);
            }
        }

        Finish();
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
            return;
        }

        switch (keyword)
        {
            case Keyword.Ref:
                InPlace.Ref = compiler.Reach(_node, keyword, _values.Text(value, keyword));
                break;
            case Keyword.DynamicRef:
                InPlace.Dynamic = compiler.ReachDynamic(_node, keyword, _values.Text(value, keyword));
                break;
            case Keyword.RecursiveRef:
                InPlace.Dynamic = compiler.ReachDynamic(_node, keyword, _values.Text(value, keyword));
                break;
            case Keyword.Type:
                _node.Types = _node.DeclaredTypes = _values.Types(value);
                break;
            case Keyword.Const:
                AddValues(new ValueSet([value]));
                break;
            case Keyword.Enum:
                AddValues(new ValueSet([.. _values.List(value, keyword).EnumerateArray()]));
                break;
            case Keyword.MultipleOf:
                Numbers.MultipleOf = _values.Divisor(value);
                break;
            case Keyword.Minimum:
                Numbers.Minimum = _values.Bound(value, keyword);
                break;
            case Keyword.Maximum:
                Numbers.Maximum = _values.Bound(value, keyword);
                break;
            case Keyword.ExclusiveMinimum when _node.Resource.Dialect.Draft == JsonSchemaDraft.Draft4:
                _exclusiveMinimum = _values.Flag(value, keyword);
                break;
            case Keyword.ExclusiveMaximum when _node.Resource.Dialect.Draft == JsonSchemaDraft.Draft4:
                _exclusiveMaximum = _values.Flag(value, keyword);
                break;
            case Keyword.ExclusiveMinimum:
                Numbers.ExclusiveMinimum = _values.Bound(value, keyword);
                break;
            case Keyword.ExclusiveMaximum:
                Numbers.ExclusiveMaximum = _values.Bound(value, keyword);
                break;
            case Keyword.MinLength:
                Strings.MinLength = _values.Size(value, keyword);
                break;
            case Keyword.MaxLength:
                Strings.MaxLength = _values.Size(value, keyword);
                break;
            case Keyword.Pattern:
                Strings.Pattern = compiler.Pattern(_values.Text(value, keyword), _node, "/pattern");
                break;
            case Keyword.Format:
                ReadFormat(_values.Text(value, keyword));
                break;
            case Keyword.ContentEncoding:
                ReadContent(_values.Text(value, keyword) == "base64", json: false);
                break;
            case Keyword.ContentMediaType:
                ReadContent(base64: false, _values.Text(value, keyword) == "application/json");
                break;
            case Keyword.MinItems:
                Arrays.MinItems = _values.Size(value, keyword);
                break;
            case Keyword.MaxItems:
                Arrays.MaxItems = _values.Size(value, keyword);
                break;
            case Keyword.UniqueItems:
                Arrays.Unique = _values.Flag(value, keyword);
                break;
            case Keyword.MinContains:
                Arrays.MinContains = _values.Size(value, keyword);
                break;
            case Keyword.MaxContains:
                Arrays.MaxContains = _values.Size(value, keyword);
                break;
            case Keyword.MinProperties:
                Objects.MinProperties = _values.Size(value, keyword);
                break;
            case Keyword.MaxProperties:
                Objects.MaxProperties = _values.Size(value, keyword);
                break;
            case Keyword.Required:
                _required.AddRange(NamesOf(value, keyword));
                break;
            case Keyword.DependentRequired:
                ReadDependents(value, keyword);
                break;
            case Keyword.RecursiveAnchor:
                _values.Flag(value, keyword);
                break;
            default:
                break;
        }
    }

    private void ReadApplicator(Keyword keyword, JsonElement value)
    {
        switch (keyword)
        {
            case Keyword.Items when value.ValueKind == JsonValueKind.Array:
                _itemsIsList = true;
                Arrays.Prefix = Children(value);
                break;
            case Keyword.Items:
                Arrays.Rest = Child();
                break;
            case Keyword.PrefixItems:
                Arrays.Prefix = Children(value);
                break;
            case Keyword.AdditionalItems:
                _additionalItems = Child();
                break;
            case Keyword.Contains:
                Arrays.Contains = Child();
                Arrays.ContainsEvaluates = _node.Resource.Dialect.Draft >= JsonSchemaDraft.Draft202012;
                break;
            case Keyword.UnevaluatedItems:
                Arrays.Unevaluated = Child();
                break;
            case Keyword.Properties:
                ReadProperties(value);
                break;
            case Keyword.PatternProperties:
                Objects.Patterns = Patterns(value);
                break;
            case Keyword.AdditionalProperties:
                Objects.Additional = Child();
                break;
            case Keyword.PropertyNames:
                Objects.PropertyNames = Child();
                break;
            case Keyword.UnevaluatedProperties:
                Objects.Unevaluated = Child();
                break;
            case Keyword.DependentSchemas or Keyword.Dependencies:
                ReadDependents(value, keyword);
                break;
            case Keyword.AllOf:
                InPlace.AllOf = Children(value);
                break;
            case Keyword.AnyOf:
                InPlace.AnyOf = Children(value);
                break;
            case Keyword.OneOf:
                InPlace.OneOf = Children(value);
                break;
            case Keyword.Not:
                InPlace.Not = Child();
                break;
            case Keyword.If:
                InPlace.If = Child();
                break;
            case Keyword.Then:
                InPlace.Then = Child();
                break;
            case Keyword.Else:
                InPlace.Else = Child();
                break;
            case Keyword.Defs or Keyword.Definitions:
                Skip(value);
                break;
            default:
                Child();
                break;
        }
    }

    private void Finish()
    {
        if (_names is not null)
        {
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

        if (_node.Resource.Dialect.Draft == JsonSchemaDraft.Draft4)
        {
            FinishDraft4();
        }

        if (_itemsIsList)
        {
            Arrays.Rest = _additionalItems;
        }

        if (options.OpenApi30 && _node.DeclaredTypes != JsonTypes.Any && JsonText.TryFind(_node.Element, "nullable"u8, out var nullable) && nullable.ValueKind == JsonValueKind.True)
        {
            _node.DeclaredTypes |= JsonTypes.Null;
            _node.Types |= JsonTypes.Null;
        }

        _node.Types &= (_node.Values?.Types ?? JsonTypes.Any) & (_node.OtherValues?.Types ?? JsonTypes.Any);

        _node.Objects?.Settle();
        if (_node.InPlace is { If: null } inPlace)
        {
            inPlace.Then = inPlace.Else = null;
        }
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

    private void AddValues(ValueSet values)
    {
        if (_node.Values is null)
        {
            _node.Values = values;
        }
        else
        {
            _node.OtherValues = values;
        }
    }

    private void ReadFormat(string name)
    {
        var asserted = options.AssertFormat || (_node.Resource.Dialect.Vocabularies & Vocabularies.FormatAssertion) != 0;
        if (asserted && FormatTable.Find(name) is { } check)
        {
            Strings.Format = check;
            Strings.FormatName = name;
        }
    }

    private void ReadContent(bool base64, bool json)
    {
        if (!options.AssertContent || _node.Resource.Dialect.Draft != JsonSchemaDraft.Draft7 || !(base64 || json))
        {
            return;
        }

        Strings.Content = new ContentRule(base64 || Strings.Content is { Base64: true }, json || Strings.Content is { Json: true });
    }

    private void ReadProperties(JsonElement map)
    {
        foreach (var entry in map.EnumerateObject())
        {
            _properties.Add((Names.Add(JsonMarshal.GetRawUtf8PropertyName(entry)), Child()));
        }
    }

    private PatternRule[] Patterns(JsonElement map)
    {
        var rules = new List<PatternRule>();
        foreach (var entry in map.EnumerateObject())
        {
            var source = JsonText.NameOf(entry);
            rules.Add(new(compiler.Pattern(source, _node, $"/patternProperties/{PointerText.Escape(source)}"), Child()));
        }

        return [.. rules];
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

    private SchemaNode Child()
    {
        var child = _next!;
        _next = child.NextSibling;
        compiler.Enqueue(child);
        return child;
    }

    private SchemaNode[] Children(JsonElement list)
    {
        var children = new SchemaNode[list.GetArrayLength()];
        for (var i = 0; i < children.Length; i++)
        {
            children[i] = Child();
        }

        return children;
    }

    // Definitions count when something refers to them; the rest are read later, if they can be.
    private void Skip(JsonElement map)
    {
        for (var i = map.GetPropertyCount(); i > 0; i--)
        {
            compiler.Defer(_next!);
            _next = _next!.NextSibling;
        }
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
