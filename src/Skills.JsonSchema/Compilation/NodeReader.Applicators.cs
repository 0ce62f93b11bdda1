using System.Runtime.InteropServices;
using System.Text.Json;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Compilation;

/// <summary>Keywords whose values hold subschemas, which are taken in the order in which the loader indexed them.</summary>
internal sealed partial class NodeReader
{
    private void ReadApplicator(Keyword keyword, JsonElement value)
    {
        switch (keyword)
        {
            case Keyword.Items or Keyword.PrefixItems or Keyword.AdditionalItems or Keyword.Contains or Keyword.UnevaluatedItems:
                ReadItemSchemas(keyword, value);
                break;
            case Keyword.Properties or Keyword.PatternProperties or Keyword.AdditionalProperties or Keyword.PropertyNames
                or Keyword.UnevaluatedProperties or Keyword.DependentSchemas or Keyword.Dependencies:
                ReadMemberSchemas(keyword, value);
                break;
            case Keyword.Defs or Keyword.Definitions:
                Skip(value);
                break;
            default:
                ReadInPlace(keyword, value);
                break;
        }
    }

    // Until 2019-09 a list under "items" was what "prefixItems" is today (2020-12 core, section 10.3.1.1).
    // Only since 2020-12 an item that "contains" accepts counts as evaluated (sections 10.3.1.3 and 11.2).
    private void ReadItemSchemas(Keyword keyword, JsonElement value)
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
        }
    }

    private void ReadMemberSchemas(Keyword keyword, JsonElement value)
    {
        switch (keyword)
        {
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
        }
    }

    private void ReadInPlace(Keyword keyword, JsonElement value)
    {
        switch (keyword)
        {
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
            default:
                Child();
                break;
        }
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
}
