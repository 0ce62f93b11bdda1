using System.Text.Json;
using Skills.Jinja;
using Skills.JsonSchema;
using Validator = Skills.JsonSchema.JsonSchema;

namespace Skills.Engine.Prompts;

/// <summary>Tells the template checks which members and items a value has by its JSON Schema: one schema, or several of which any may apply.</summary>
internal sealed class SchemaNames : IJinjaShape
{
    private const int MaxAlternatives = 64;

    private readonly HashSet<JsonSubschema> _visited = [];
    private readonly List<JsonSubschema> _alternatives = [];
    private bool _isOpen;

    private SchemaNames()
    {
    }

    public IEnumerable<string> MemberNames => _alternatives.SelectMany(static s => s.Properties).Select(static p => p.Name);

    public IJinjaShape? Items
    {
        get
        {
            var items = new SchemaNames();
            foreach (var schema in _alternatives)
            {
                foreach (var item in schema.PrefixItems)
                {
                    items.Add(item);
                }

                if (schema.Items is { } rest)
                {
                    items.Add(rest);
                }

                items._isOpen |= schema.Items is null && schema.PrefixItems.Count == 0 && (schema.Types & (JsonSchemaTypes.Array | JsonSchemaTypes.Object)) != 0;
            }

            return items.Known();
        }
    }

    /// <summary>The shape of a schema; null for none, for one that allows every name, and for one that cannot be compiled, which other checks report.</summary>
    public static IJinjaShape? Of(JsonElement? schema)
    {
        if (schema is not { ValueKind: JsonValueKind.Object } given)
        {
            return null;
        }

        try
        {
            var shape = new SchemaNames();
            shape.Add(Validator.Compile(given).Root);
            return shape.Known();
        }
        catch (JsonSchemaException)
        {
            return null;
        }
    }

    public bool TryGetMember(string name, out IJinjaShape? member)
    {
        var found = new SchemaNames();
        var (isDeclared, isObject) = (false, false);
        foreach (var schema in _alternatives)
        {
            isObject |= schema.Properties.Count > 0 || MayBeObject(schema);
            if (schema.Properties.FirstOrDefault(p => p.Name == name) is { } property)
            {
                isDeclared = true;
                found.Add(property.Schema);
            }
            else if (schema.AdditionalProperties is { Element.ValueKind: JsonValueKind.True or JsonValueKind.Object } rest)
            {
                isDeclared = true;
                found.Add(rest);
            }
            else if (schema.PatternProperties.Count > 0 || (!HasProperties(schema) && MayBeObject(schema)))
            {
                isDeclared = found._isOpen = true;
            }
        }

        // A value that is no object at all is not a matter of declared names.
        isDeclared |= !isObject;
        member = isDeclared ? found.Known() : null;
        return isDeclared;
    }

    private static bool HasProperties(JsonSubschema schema) => schema.Find("properties") is { ValueKind: JsonValueKind.Object };

    private static bool MayBeObject(JsonSubschema schema) => schema.Types == JsonSchemaTypes.Any ? schema.Enum.Count == 0 && schema.Const is null : schema.Types.HasFlag(JsonSchemaTypes.Object);

    private static bool HasNames(JsonSubschema schema) => HasProperties(schema) || schema.Items is not null || schema.PrefixItems.Count > 0
        || schema.AdditionalProperties is not null || schema.PatternProperties.Count > 0;

    private SchemaNames? Known() => _isOpen || _alternatives.Count == 0 ? null : this;

    // Returns whether the schema or a part of it declares names. A part that declares none (only 'required', say) restricts what the others declare.
    private bool Add(JsonSubschema schema)
    {
        if (schema.Element.ValueKind != JsonValueKind.Object || _alternatives.Count >= MaxAlternatives)
        {
            _isOpen |= _alternatives.Count >= MaxAlternatives;
            return schema.Element.ValueKind == JsonValueKind.False;
        }

        if (!_visited.Add(schema))
        {
            return true;
        }

        var declares = HasNames(schema);
        if (declares)
        {
            _alternatives.Add(schema);
        }

        foreach (var part in (JsonSubschema?[])[schema.Reference, .. schema.AllOf, schema.Then, schema.Else])
        {
            declares |= part is not null && Add(part);
        }

        var branches = schema.AnyOf.Concat(schema.OneOf).Select(branch => (Declares: Add(branch), MayBeObject: MayBeObject(branch))).ToList();
        _isOpen |= !declares && branches.Exists(static b => !b.Declares && b.MayBeObject);
        return declares || branches.Exists(static b => b.Declares);
    }
}
