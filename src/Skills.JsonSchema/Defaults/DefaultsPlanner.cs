using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Skills.JsonSchema.Compilation;
using Skills.JsonSchema.Evaluation;
using Skills.JsonSchema.Instances;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Defaults;

/// <summary>Finds the properties an instance lacks and a schema that applies to it has a <c>default</c> for.</summary>
internal sealed class DefaultsPlanner(CompiledSchema schema, EvaluationBuffers buffers)
{
    private long _steps = schema.MaxSteps;
    private int _depth;

    /// <returns>What to add, or null when nothing is missing.</returns>
    public DefaultsPatch? Plan(IEnumerable<SchemaNode> schemas, JsonElement value)
    {
        if (value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
        {
            return null;
        }

        Enter();
        var applied = new List<SchemaNode>();
        foreach (var node in schemas)
        {
            AddApplied(applied, node, value);
        }

        if (applied.Count == 0)
        {
            _depth--;
            return null;
        }

        var patch = value.ValueKind == JsonValueKind.Object ? PlanObject(applied, value) : PlanArray(applied, value);
        _depth--;
        return patch;
    }

    /// <summary>Collects the schemas that apply to the same value: through references, allOf, conditions, and alternatives that match.</summary>
    private void AddApplied(List<SchemaNode> applied, SchemaNode node, JsonElement value)
    {
        if (!schema.Defaults.Includes(node))
        {
            return;
        }

        Enter();
        applied.Add(node);
        if (node.InPlace is { } rules)
        {
            AddInPlace(applied, rules, value);
        }

        foreach (var dependent in node.Objects?.Dependents ?? [])
        {
            if (dependent.Node is { } then && value.ValueKind == JsonValueKind.Object
                && JsonText.TryFind(value, node.Objects!.Names![dependent.Trigger], out _))
            {
                AddApplied(applied, then, value);
            }
        }

        _depth--;
    }

    private void AddInPlace(List<SchemaNode> applied, InPlaceRules rules, JsonElement value)
    {
        var target = rules.Ref ?? rules.Dynamic?.Initial;
        if (target is not null)
        {
            AddApplied(applied, target, value);
        }

        foreach (var branch in rules.AllOfPlans)
        {
            AddApplied(applied, branch, value);
        }

        AddFirst(applied, rules.AnyOf, value);
        AddFirst(applied, rules.OneOf, value);
        if (rules.If is { } condition && (Passes(condition, value) ? rules.Then : rules.Else) is { } consequence)
        {
            AddApplied(applied, consequence, value);
        }
    }

    private void AddFirst(List<SchemaNode> applied, SchemaNode[] alternatives, JsonElement value)
    {
        if (Array.Find(alternatives, branch => Passes(branch, value)) is { } first)
        {
            AddApplied(applied, first, value);
        }
    }

    private DefaultsPatch? PlanObject(List<SchemaNode> applied, JsonElement value)
    {
        DefaultsPatch? patch = null;
        var present = new HashSet<byte[]>(BytesComparer.Instance);
        var position = 0;
        foreach (var property in value.EnumerateObject())
        {
            var name = Utf8Text.ToBytes(JsonMarshal.GetRawUtf8PropertyName(property));
            present.Add(name);
            if (Plan(MemberSchemas(applied, name), property.Value) is { } within)
            {
                (patch ??= new()).Within.Add(position, within);
            }

            position++;
        }

        foreach (var rules in applied.Select(static node => node.Objects))
        {
            for (var i = 0; i < rules?.Properties.Length; i++)
            {
                if (rules.Properties[i] is { } node && !present.Contains(rules.Names![i].ToArray()) && FindDefault(node) is { } missing)
                {
                    var name = rules.Names[i].ToArray();
                    present.Add(name);
                    var written = JsonEncodedText.Encode(Utf8Text.UnescapedToText(name), JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
                    (patch ??= new()).Added.Add((written.EncodedUtf8Bytes.ToArray(), missing, Plan([node], missing)));
                }
            }
        }

        return patch;
    }

    private DefaultsPatch? PlanArray(List<SchemaNode> applied, JsonElement value)
    {
        DefaultsPatch? patch = null;
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            var at = index;
            var schemas = applied
                .Select(node => node.Arrays is { } rules ? (at < rules.Prefix.Length ? rules.Prefix[at] : rules.Rest) : null)
                .OfType<SchemaNode>();
            if (Plan(schemas, item) is { } within)
            {
                (patch ??= new()).Within.Add(index, within);
            }

            index++;
        }

        return patch;
    }

    private List<SchemaNode> MemberSchemas(List<SchemaNode> applied, byte[] name)
    {
        var schemas = new List<SchemaNode>();
        foreach (var rules in applied.Select(static node => node.Objects))
        {
            if (rules is null)
            {
                continue;
            }

            var before = schemas.Count;
            var index = rules.Names?.Find(name) ?? -1;
            if (index >= 0 && rules.Properties[index] is { } property)
            {
                schemas.Add(property);
            }

            foreach (var (pattern, node) in rules.Patterns)
            {
                Charge();
                if (pattern.IsMatch(name, ref _steps))
                {
                    schemas.Add(node);
                }
            }

            // Additional members are judged within each schema object (2020-12 core, section 10.3.2.3).
            if (schemas.Count == before && rules.Additional is { } additional)
            {
                schemas.Add(additional);
            }
        }

        return schemas;
    }

    private JsonElement? FindDefault(SchemaNode node)
    {
        Enter();
        // Up to draft 7, a default beside $ref says nothing.
        var own = node.Element.ValueKind == JsonValueKind.Object && !(node.Resource.Dialect.RefReplacesSiblings && node.InPlace?.Ref is not null)
            && JsonText.TryFind(node.Element, "default"u8, out var value) ? value : (JsonElement?)null;
        if (own is null && (node.InPlace?.Ref ?? node.InPlace?.Dynamic?.Initial) is { } target)
        {
            own = FindDefault(target);
        }

        foreach (var branch in own is null ? node.InPlace?.AllOf ?? [] : [])
        {
            own ??= FindDefault(branch);
        }

        _depth--;
        return own;
    }

    private bool Passes(SchemaNode node, JsonElement value) =>
        new Evaluator<ElementInstance, JsonElement, JsonElement.ObjectEnumerator, JsonElement.ArrayEnumerator>(schema, default, buffers)
            .RunNested(node, value, ref _steps, ref _depth);

    private void Enter()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        Charge();
        if (++_depth > schema.MaxDepth)
        {
            throw new JsonSchemaLimitException(
                $"Filling in defaults went deeper than {schema.MaxDepth} levels ({nameof(JsonSchemaOptions.MaxDepth)}).", schema.Root.Location());
        }
    }

    private void Charge()
    {
        if (--_steps < 0)
        {
            throw new JsonSchemaLimitException(
                $"Filling in defaults took more than {schema.MaxSteps} steps ({nameof(JsonSchemaOptions.MaxSteps)}).", schema.Root.Location());
        }
    }
}
