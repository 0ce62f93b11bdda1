using System.Text.Json;
using Skills.JsonSchema.Formats;
using Skills.JsonSchema.Instances;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Compilation;

/// <summary>Keywords whose values hold no subschema.</summary>
internal sealed partial class NodeReader
{
    private void ReadAssertion(Keyword keyword, JsonElement value)
    {
        switch (keyword)
        {
            case Keyword.Ref:
                InPlace.Ref = compiler.Reach(_node, keyword, _values.Text(value, keyword));
                break;
            case Keyword.DynamicRef or Keyword.RecursiveRef:
                InPlace.Dynamic = compiler.ReachDynamic(_node, keyword, _values.Text(value, keyword));
                break;
            case Keyword.RecursiveAnchor:
                _values.Flag(value, keyword);
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
            case Keyword.MultipleOf or Keyword.Minimum or Keyword.Maximum or Keyword.ExclusiveMinimum or Keyword.ExclusiveMaximum:
                ReadNumberRule(keyword, value);
                break;
            case Keyword.MinLength or Keyword.MaxLength or Keyword.Pattern or Keyword.Format or Keyword.ContentEncoding or Keyword.ContentMediaType:
                ReadStringRule(keyword, value);
                break;
            case Keyword.MinItems or Keyword.MaxItems or Keyword.UniqueItems or Keyword.MinContains or Keyword.MaxContains:
                ReadArrayRule(keyword, value);
                break;
            case Keyword.MinProperties or Keyword.MaxProperties or Keyword.Required or Keyword.DependentRequired:
                ReadObjectRule(keyword, value);
                break;
            default:
                break;
        }
    }

    // In draft 4 the exclusive bounds are flags of "minimum" and "maximum" (draft-04 validation, sections 5.1.2 and 5.1.3).
    private void ReadNumberRule(Keyword keyword, JsonElement value)
    {
        switch (keyword)
        {
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
        }
    }

    private void ReadStringRule(Keyword keyword, JsonElement value)
    {
        switch (keyword)
        {
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
        }
    }

    private void ReadArrayRule(Keyword keyword, JsonElement value)
    {
        switch (keyword)
        {
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
        }
    }

    private void ReadObjectRule(Keyword keyword, JsonElement value)
    {
        switch (keyword)
        {
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
        // A format that is not known is an annotation only: other validators may know it.
        if (asserted && FormatTable.Find(name) is { } check)
        {
            Strings.Format = check;
            Strings.FormatName = name;
        }
    }

    private void ReadContent(bool base64, bool json)
    {
        // Draft 7 alone lets a validator assert these (validation, section 8); before and since, they are annotations or unknown.
        if (!options.AssertContent || _node.Resource.Dialect.Draft != JsonSchemaDraft.Draft7 || !(base64 || json))
        {
            return;
        }

        Strings.Content = new ContentRule(base64 || Strings.Content is { Base64: true }, json || Strings.Content is { Json: true });
    }
}
