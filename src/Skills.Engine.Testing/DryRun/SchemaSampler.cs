using System.Text.Json;
using System.Text.Json.Nodes;
using Skills.JsonSchema;

namespace Skills.Engine.Testing.DryRun;

/// <summary>Makes a value that satisfies a JSON Schema: candidates in a fixed order, the first that the validator accepts. Deterministic.</summary>
internal sealed class SchemaSampler
{
    private const int MaxDepth = 24;
    private const int MostAlternatives = 64;
    private const int MostChoices = 32;

    private readonly int _alternative;
    private readonly bool _withOptional;
    private int _choices;

    private SchemaSampler(int alternative, bool withOptional) => (_alternative, _withOptional) = (alternative, withOptional);

    /// <summary>A value; null when none of the candidates satisfies the schema.</summary>
    public static JsonElement? Sample(JsonElement schema)
    {
        var compiled = Compile(schema);
        foreach (var withOptional in (bool[])[true, false])
        {
            for (var alternative = 0; alternative < MostAlternatives; alternative++)
            {
                var sampler = new SchemaSampler(alternative, withOptional);
                var value = JsonElement.Parse(sampler.Make(compiled.View, 0)?.ToJsonString() ?? "null");
                if (compiled.IsValid(value))
                {
                    return value;
                }

                // Without choices only the words differ from try to try.
                if (alternative >= SampleText.Words && sampler._choices == 0)
                {
                    break;
                }
            }
        }

        return null;
    }

    /// <summary>Compiles a schema with asserted formats: a sample must have them.</summary>
    public static JsonSchemaValidator Compile(JsonElement schema) =>
        JsonSchemaValidator.Compile(schema, new JsonSchemaOptions { AssertFormat = true });

    private JsonNode? Make(SchemaView? view, int depth)
    {
        if (view is null || depth > MaxDepth)
        {
            return depth > MaxDepth ? null : "text";
        }

        view = Decided(view);
        if (Given(view) is { } given)
        {
            return given.ValueKind == JsonValueKind.Null ? null : JsonNode.Parse(given.GetRawText());
        }

        return TypeOf(view) switch
        {
            JsonSchemaTypes.Object => MakeObject(view, depth),
            JsonSchemaTypes.Array => MakeArray(view, depth),
            JsonSchemaTypes.String => SampleText.Make(view, _alternative),
            JsonSchemaTypes.Number => SampleNumber.Make(view, whole: false),
            JsonSchemaTypes.Integer => SampleNumber.Make(view, whole: true),
            JsonSchemaTypes.Boolean => true,
            _ => null,
        };
    }

    // One alternative of each choice, one outcome of each condition.
    private SchemaView Decided(SchemaView view)
    {
        for (var i = 0; i < MostChoices; i++)
        {
            IReadOnlyList<SchemaView> members = view.Alternatives.Count > 0 ? view.Alternatives : view.Conditions;
            if (members.Count == 0)
            {
                break;
            }

            view = members[Choose(members.Count)];
        }

        return view;
    }

    // Which of several alternatives: the number of this try, read digit by digit, so that in time every combination comes up.
    private int Choose(int count)
    {
        var choice = _alternative;
        for (var i = 0; i < _choices; i++)
        {
            choice /= 2;
        }

        _choices++;
        return choice % count;
    }

    private JsonElement? Given(SchemaView view)
    {
        if (view.Enum is { Count: > 0 } values)
        {
            return values[values.Count > 1 && _alternative > 0 ? Choose(values.Count) : 0];
        }

        if (_alternative > 0)
        {
            return null;
        }

        return view.Find("examples") is { ValueKind: JsonValueKind.Array } examples && examples.GetArrayLength() > 0
            ? examples[0]
            : view.Default is { ValueKind: not JsonValueKind.Null } standard ? standard : null;
    }

    // The first of the types. Where the schema names none, the one that its other keywords speak of.
    private static JsonSchemaTypes TypeOf(SchemaView view)
    {
        var types = view.Types == JsonSchemaTypes.Any ? Implied(view) : view.Types;
        ReadOnlySpan<JsonSchemaTypes> order =
            [JsonSchemaTypes.Object, JsonSchemaTypes.Array, JsonSchemaTypes.String, JsonSchemaTypes.Number, JsonSchemaTypes.Integer, JsonSchemaTypes.Boolean];
        foreach (var type in order)
        {
            if ((types & type) != 0)
            {
                return type;
            }
        }

        return JsonSchemaTypes.Null;
    }

    private static JsonSchemaTypes Implied(SchemaView view) => view switch
    {
        { Properties.Count: > 0 } or { Required.Count: > 0 } or { Rest: not null } or { PatternProperties.Count: > 0 } or { MinProperties: > 0 } or { PropertyNames: not null } =>
            JsonSchemaTypes.Object,
        { Items: not null } or { PrefixItems.Count: > 0 } or { MinItems: > 0 } or { Contains: not null } or { UniqueItems: true } => JsonSchemaTypes.Array,
        { Minimum: not null } or { Maximum: not null } or { ExclusiveMinimum: not null } or { ExclusiveMaximum: not null } or { MultipleOf: not null } => JsonSchemaTypes.Number,
        _ => JsonSchemaTypes.String,
    };

    private JsonObject MakeObject(SchemaView view, int depth)
    {
        var result = new JsonObject();
        var optional = _withOptional && depth < 4;
        foreach (var property in view.Properties)
        {
            if ((optional || property.Presence == SchemaPresence.Required) && !property.View.IsNever)
            {
                result[property.Name] = Make(property.View, depth + 1);
            }
        }

        foreach (var name in view.Required.Where(n => !result.ContainsKey(n)))
        {
            result[name] = Make(view.Property(name), depth + 1);
        }

        for (var i = 1; result.Count < view.MinProperties && i < 1000; i++)
        {
            var name = view.PropertyNames is { } names && SampleText.Make(names, _alternative) is { Length: > 0 } text ? text + (i == 1 ? "" : $"{i}") : $"property{i}";
            result[name] = Make(view.Property(name), depth + 1);
        }

        return result;
    }

    private JsonArray MakeArray(SchemaView view, int depth)
    {
        var result = new JsonArray();
        var first = view.PrefixItems.Count;
        var hasItems = view.Items is { IsNever: false };
        var count = Math.Max((int)Math.Min(view.MinItems, 1000), first > 0 ? first : _withOptional && hasItems && depth < 4 ? 1 : 0);
        count = Math.Min(Math.Max(count, view.Contains is null ? 0 : first + 1), (int)Math.Min(view.MaxItems ?? 1000, 1000));
        for (var i = 0; i < count; i++)
        {
            var item = i < first ? view.PrefixItems[i] : view.Contains ?? (hasItems ? view.Items : null);
            var made = Make(item, depth + 1);
            result.Add(view.UniqueItems && i > first ? DistinctItem.Vary(made, item, i - first) : made);
        }

        return result;
    }
}
