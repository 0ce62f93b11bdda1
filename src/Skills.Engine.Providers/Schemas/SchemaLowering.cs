using System.Text.Json;
using System.Text.Json.Nodes;
using Skills.Engine.Providers.Values;
using Skills.JsonSchema;

namespace Skills.Engine.Providers.Schemas;

/// <summary>
/// Rewrites a JSON Schema for one provider. What the provider cannot assert moves into the description, for the model to
/// read; the reply is validated against it anyway. Gives up on what would change the meaning: open maps, tuples and the like.
/// </summary>
internal sealed class SchemaLowering
{
    private const int MaxDepth = 32;
    private const int MostNodes = 10_000;
    private const string AnyOf = "anyOf";

    private readonly SchemaView _root;
    private readonly SchemaDialect _dialect;
    private readonly LoweringReferences _references;
    private JsonSubschema _inside;
    private int _nodes;

    private SchemaLowering(SchemaView root, SchemaDialect dialect)
    {
        (_root, _dialect) = (root, dialect);
        _references = new(root.Schema);
        _inside = root.Schema;
    }

    /// <summary>Whether an optional property became nullable.</summary>
    public bool NullsAdded { get; private set; }

    /// <summary>Whether an assertion became a note.</summary>
    public bool HasNotes { get; private set; }

    /// <summary>Whether the root is wrapped in an object.</summary>
    public bool Wrapped { get; private set; }

    /// <summary>Writes a schema in a dialect; null when the dialect cannot express it or the provider would refuse its size.</summary>
    public static (JsonObject Schema, SchemaLowering Facts)? Run(SchemaView root, SchemaDialect dialect)
    {
        var lowering = new SchemaLowering(root, dialect);
        try
        {
            var schema = lowering.Run();
            return new LoweredSize(schema).Fits(dialect.Limits) ? (schema, lowering) : null;
        }
        catch (CannotLowerException)
        {
            return null;
        }
    }

    private JsonObject Run()
    {
        var schema = Whole(_root, 0, optional: false);
        Wrapped = _dialect.ObjectRoot && (schema["type"] as JsonValue)?.GetValue<string>() != "object";
        var definitions = new JsonObject();
        while (_references.Open.TryDequeue(out var target))
        {
            _inside = target;
            definitions[_references.NameOf(target)] = Whole(SchemaView.Of(target), 0, optional: false);
        }

        if (Wrapped)
        {
            schema = SchemaWrapper.Around(schema);
        }
        else if (!_dialect.Grammar)
        {
            _references.PointToRoot(definitions);
        }

        if (definitions.Count > 0)
        {
            schema["$defs"] = definitions;
        }

        return schema;
    }

    private JsonObject Lower(SchemaView view, int depth, bool optional)
    {
        if (!ReferenceEquals(SchemaView.Of(view.Schema), view) || view.Schema.Element.ValueKind != JsonValueKind.Object
            || LoweringReferences.Target(view.Schema, out var more) is not { } target)
        {
            return Whole(view, depth, optional);
        }

        var recursive = SchemaView.Of(target).IsRecursive;
        if (more && !recursive)
        {
            return Whole(view, depth, optional);
        }

        if (recursive && (_dialect.Recursion == SchemaRecursion.Never || (_dialect.Recursion == SchemaRecursion.InOptionalProperties && !optional && SchemaView.Of(_inside).IsRecursive)))
        {
            throw new CannotLowerException();
        }

        return more ? Beside(_references.To(target), view) : _references.To(target);
    }

    // A recursive schema cannot be copied, and a reference takes no keywords beside it: a union of one carries them.
    private JsonObject Beside(JsonObject reference, SchemaView view)
    {
        if (view.Schema.Properties.Count > 0 || view.Schema.AnyOf.Count > 0 || view.Schema.OneOf.Count > 0)
        {
            throw new CannotLowerException();
        }

        var result = new JsonObject { [AnyOf] = new JsonArray(reference) };
        Title(result, view);
        var notes = new LoweringNotes(_dialect);
        notes.AddConditions(view.Schema);
        ScalarLowering.Note(view.Schema, notes);
        WriteNotes(result, notes, view.Schema.Description);
        return result;
    }

    private JsonObject Whole(SchemaView view, int depth, bool optional)
    {
        if (depth > MaxDepth || ++_nodes > MostNodes || view.IsNever)
        {
            throw new CannotLowerException();
        }

        return view.Alternatives.Count > 0 ? Union(view, depth, optional) : Single(view, depth, optional);
    }

    private JsonObject Union(SchemaView view, int depth, bool optional)
    {
        var alone = IsOnlyAChoice(view);
        var members = alone ? [.. view.Schema.AnyOf.Concat(view.Schema.OneOf).Select(SchemaView.Of)] : view.Alternatives;
        var lowered = members.Where(static m => !m.IsNever).Select(m => Lower(m, depth + 1, optional)).ToArray();
        if (lowered.Length == 0 || !_dialect.Keywords!.Contains(AnyOf))
        {
            throw new CannotLowerException();
        }

        var result = new JsonObject { [AnyOf] = new JsonArray(lowered) };
        Title(result, view);
        var notes = new LoweringNotes(_dialect);
        if (alone)
        {
            notes.AddConditions(view.Schema);
        }

        WriteNotes(result, notes, view.Schema.Description);
        return result;
    }

    // Nothing but a choice is said, so its members need not be joined with anything and references stay references.
    private static bool IsOnlyAChoice(SchemaView view)
    {
        var schema = view.Schema;
        return ReferenceEquals(SchemaView.Of(schema), view) && view.Schemas.Count <= 1
            && schema.AnyOf.Count > 0 != schema.OneOf.Count > 0
            && schema is { Types: JsonSchemaTypes.Any, Properties.Count: 0, Items: null, If: null, Required.Count: 0, Enum.Count: 0, Const: null, PrefixItems.Count: 0, AdditionalProperties: null }
            && !ScalarLowering.Bounds(schema);
    }

    private JsonObject Single(SchemaView view, int depth, bool optional)
    {
        var types = LoweredTypes.Of(view);
        if (types == JsonSchemaTypes.Any && _dialect.TypesRequired)
        {
            throw new CannotLowerException();
        }

        var result = new JsonObject();
        var notes = new LoweringNotes(_dialect);
        LoweredTypes.Write(result, types);
        Title(result, view);
        if (_dialect.Keywords!.Contains("default") && view.Default is { } standard)
        {
            result["default"] = ValueJson.Node(standard);
        }

        new ScalarLowering(_dialect, notes).Write(result, view);
        if ((types & JsonSchemaTypes.Object) != 0 && view.Enum is null && types != JsonSchemaTypes.Any)
        {
            new ObjectLowering(_dialect, Lower).Write(result, view, depth, optional, out var nullsAdded);
            NullsAdded |= nullsAdded;
        }

        if ((types & JsonSchemaTypes.Array) != 0 && view.Enum is null && types != JsonSchemaTypes.Any)
        {
            WriteItems(result, view, depth, optional, notes);
        }

        foreach (var schema in view.Schemas)
        {
            notes.AddConditions(schema);
        }

        WriteNotes(result, notes, view.Description);
        return result;
    }

    private void WriteItems(JsonObject result, SchemaView view, int depth, bool optional, LoweringNotes notes)
    {
        var prefix = view.PrefixItems;
        if (prefix.Count > 0)
        {
            if (!_dialect.Keywords!.Contains("prefixItems"))
            {
                throw new CannotLowerException();
            }

            result["prefixItems"] = new JsonArray([.. prefix.Select(item => Lower(item, depth + 1, optional))]);
        }

        if (view.Items is { IsNever: true } none)
        {
            notes.Add("items", none.Schema.Element);
        }
        else if (view.Items is { } items)
        {
            result["items"] = Lower(items, depth + 1, optional);
        }
        else if (_dialect.TypesRequired && prefix.Count == 0)
        {
            throw new CannotLowerException();
        }
    }

    private void WriteNotes(JsonObject result, LoweringNotes notes, string? description)
    {
        HasNotes |= notes.Any;
        notes.WriteTo(result, description);
    }

    private void Title(JsonObject result, SchemaView view)
    {
        if (view.Title is { } title && _dialect.Keywords!.Contains("title"))
        {
            result["title"] = title;
        }
    }
}
