using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using Skills.JsonSchema.Compilation;
using Skills.JsonSchema.Evaluation;
using Skills.JsonSchema.Instances;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Reporting;

/// <summary>Evaluates an instance and records why it fails; in full, also everything that passed and every annotation.</summary>
internal sealed partial class Collector
{
    /// <summary>In full, each place keeps the way to it, so that depth counts twice.</summary>
    public const int DeepestInFull = 1_000;

    /// <summary>In full, every schema applied leaves a record.</summary>
    public const int MostStepsInFull = 1_000_000;

    // Far down, an error's place alone can take tens of kilobytes.
    private const long MostCharacters = 12 * 1024 * 1024;

    // With what hangs on it, a record takes some 200 bytes.
    private const int MostRecords = 150_000;

    private readonly CompiledSchema _schema;
    private readonly int _maxDepth;
    private readonly EvaluationBuffers _buffers;
    private readonly InstancePath _path = new();
    private readonly bool _full;
    private long _steps;
    private int _depth;
    private readonly JsonElement _instance;
    private Dictionary<(SchemaNode Node, long Value), Trace>? _failures;
    private bool _hasShared;
    private int _forks;
    private bool _inName;
    private int _errors;
    private int _records;
    private long _characters;

    private Collector(CompiledSchema schema, EvaluationBuffers buffers, JsonElement instance, bool full)
    {
        _schema = schema;
        _instance = instance;
        _buffers = buffers;
        _full = full;
        _steps = full ? Math.Min(schema.MaxSteps, MostStepsInFull) : schema.MaxSteps;
        _maxDepth = full ? Math.Min(schema.MaxDepth, DeepestInFull) : schema.MaxDepth;
    }

    /// <summary>Whether the search ended because enough errors were found, or because what is kept of them takes enough memory.</summary>
    private bool IsFull => _errors > _schema.MaxErrors || (!_full && (_characters > MostCharacters || _records > MostRecords));

    /// <summary>Evaluates from the root.</summary>
    /// <exception cref="JsonSchemaLimitException">A limit was reached.</exception>
    public static Collected Run(CompiledSchema schema, JsonElement instance, bool full)
    {
        var buffers = schema.Buffers.Rent();
        try
        {
            var collector = new Collector(schema, buffers, instance, full);
            var trace = collector.Check(schema.Root, instance, null);
            return new(trace, collector.IsFull, collector._hasShared);
        }
        finally
        {
            schema.Buffers.Return(buffers);
        }
    }

    /// <param name="node">The schema.</param>
    /// <param name="value">The value it is applied to.</param>
    /// <param name="marks">By position, the properties or items found evaluated; null when nobody asks.</param>
    private Trace? Check(SchemaNode node, JsonElement value, bool[]? marks)
    {
        Enter(node);
        var isKept = IsKept(node, marks);
        if (isKept && _failures is not null && _failures.TryGetValue((node, Offset(value)), out var known))
        {
            _hasShared = true;
            _depth--;
            return known;
        }

        var trace = CheckInScope(node, value, marks);
        _depth--;
        if (trace is { IsValid: false })
        {
            _records++;
            if (isKept)
            {
                (_failures ??= []).TryAdd((node, Offset(value)), trace);
            }
        }

        return trace;
    }

    private Trace? CheckInScope(SchemaNode node, JsonElement value, bool[]? marks)
    {
        var scoped = _schema.UsesDynamicScope && (_buffers.Scope.IsEmpty || _buffers.Scope[^1] != node.Resource);
        if (scoped)
        {
            _buffers.PushScope(node.Resource);
        }

        var trace = _full ? new Trace(node) { InstanceLocation = _path.ToString() } : null;
        if (node.IsFalse)
        {
            Fail(ref trace, node, Keyword.None, "No value is allowed here.");
        }
        else if (node.Element.ValueKind == JsonValueKind.Object)
        {
            CheckKeywords(ref trace, node, value, marks);
        }

        if (scoped)
        {
            _buffers.PopScope();
        }

        return trace;
    }

    // A schema reached on several ways fails for the same value each time, unless the way matters. Only schemas that apply others in
    // place multiply the ways, and only below one that forks them. To look up the rest would take longer than to check them.
    private bool IsKept(SchemaNode node, bool[]? marks) =>
        _forks > 0 && node.InPlace is not null && !_full && marks is null && !_inName && !_schema.UsesDynamicScope;

    private long Offset(JsonElement value) => Unsafe.ByteOffset(
        in MemoryMarshal.GetReference(JsonMarshal.GetRawUtf8Value(_instance)), in MemoryMarshal.GetReference(JsonMarshal.GetRawUtf8Value(value)));

    private void CheckKeywords(ref Trace? trace, SchemaNode node, JsonElement value, bool[]? marks)
    {
        var kind = value.ValueKind;
        var tracksOwn = (kind == JsonValueKind.Object && node.Objects?.Unevaluated is not null)
            || (kind == JsonValueKind.Array && node.Arrays?.Unevaluated is not null);
        var own = tracksOwn ? new bool[kind == JsonValueKind.Object ? value.GetPropertyCount() : value.GetArrayLength()] : marks;
        var fork = node.Forks ? 1 : 0;

        _forks += fork;
        CheckTypeAndValues(ref trace, node, value);
        switch (kind)
        {
            case JsonValueKind.String when node.Strings is { } rules:
                CheckString(ref trace, node, rules, value);
                break;
            case JsonValueKind.Number when node.Numbers is { } rules:
                CheckNumber(ref trace, node, rules, value);
                break;
            case JsonValueKind.Array when node.Arrays is { } rules:
                CheckArray(ref trace, node, rules, value, own);
                break;
            case JsonValueKind.Object when node.Objects is { } rules:
                CheckObject(ref trace, node, rules, value, own);
                break;
            default:
                break;
        }

        if (node.InPlace is { } inPlace)
        {
            CheckInPlace(ref trace, node, inPlace, value, own);
        }

        if (tracksOwn)
        {
            CheckUnevaluated(ref trace, node, value, own!);
            if (marks is not null)
            {
                Array.Fill(marks, true);
            }
        }

        _forks -= fork;
        if (trace is { IsValid: true })
        {
            Annotations.Add(trace, node, value);
        }
    }

    private void CheckTypeAndValues(ref Trace? trace, SchemaNode node, JsonElement value)
    {
        if (!HasType(node, value))
        {
            Fail(ref trace, node, Keyword.Type, Messages.Type(value, node));
            return;
        }

        if (node.Values is { } values && !Contains(values, value))
        {
            FailValues(ref trace, node, values, value);
        }

        if (node.OtherValues is { } others && !Contains(others, value))
        {
            FailValues(ref trace, node, others, value);
        }
    }

    private void FailValues(ref Trace? trace, SchemaNode node, ValueSet values, JsonElement value)
    {
        var isConst = JsonText.TryFind(node.Element, "const"u8, out _)
            && (values != node.Values || node.OtherValues is null || !FirstIsEnum(node));
        isConst = isConst && values.Elements.Count == 1;
        Fail(ref trace, node, isConst ? Keyword.Const : Keyword.Enum, isConst ? Messages.Const(value, values) : Messages.Enum(value, values));
    }

    private static bool FirstIsEnum(SchemaNode node)
    {
        foreach (var property in node.Element.EnumerateObject())
        {
            switch (KeywordTable.Find(JsonMarshal.GetRawUtf8PropertyName(property)))
            {
                case Keyword.Enum:
                    return true;
                case Keyword.Const:
                    return false;
                default:
                    break;
            }
        }

        return false;
    }

    private static bool HasType(SchemaNode node, JsonElement value)
    {
        var types = node.DeclaredTypes;
        var wanted = value.ValueKind switch
        {
            JsonValueKind.Object => JsonTypes.Object,
            JsonValueKind.Array => JsonTypes.Array,
            JsonValueKind.String => JsonTypes.String,
            JsonValueKind.Number => JsonTypes.Number,
            JsonValueKind.Null => JsonTypes.Null,
            _ => JsonTypes.Boolean,
        };
        return (types & wanted) == wanted
            || ((types & wanted) != 0 && Integers.Is(JsonMarshal.GetRawUtf8Value(value), node.LexicalIntegers));
    }

    private bool Contains(ValueSet values, JsonElement value)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        return value.ValueKind switch
        {
            JsonValueKind.String => values.HasString(raw[1..^1]),
            JsonValueKind.Number => values.HasNumber(raw),
            JsonValueKind.Object or JsonValueKind.Array => values.HasContainer(raw, _buffers.Scratch),
            _ => values.HasLiteral(value.ValueKind),
        };
    }

    /// <summary>The verdict alone, in the scope of the place reached.</summary>
    private bool Passes(SchemaNode node, JsonElement value)
    {
        var evaluator = new Evaluator<ElementInstance, JsonElement, JsonElement.ObjectEnumerator, JsonElement.ArrayEnumerator>(
            _schema, default, _buffers);
        return evaluator.RunNested(node, value, ref _steps, ref _depth);
    }

    private void Fail(ref Trace? trace, SchemaNode node, Keyword keyword, string message)
    {
        trace ??= new Trace(node);
        trace.IsValid = false;
        var location = _path.ToString();
        trace.Keywords.Add(new(keyword, KeywordTable.NameOf(keyword)) { IsValid = false, InstanceLocation = location, Message = message });
        _characters += location.Length + message.Length;
        _records++;
        _errors++;
    }

    /// <summary>Records what a keyword's subschemas had to say; it fails when one of them did.</summary>
    private void Conclude(ref Trace? trace, SchemaNode node, Keyword keyword, List<Trace>? children, bool failed)
    {
        if (!failed && !_full)
        {
            return;
        }

        trace ??= new Trace(node);
        trace.IsValid &= !failed;
        if (children is { Count: > 0 } || failed)
        {
            trace.Keywords.Add(new(keyword, KeywordTable.NameOf(keyword))
            {
                IsValid = !failed,
                InstanceLocation = trace.InstanceLocation ?? (NeedsLocation(keyword) ? _path.ToString() : ""),
                Annotation = _full && !failed ? AppliedAnnotation.Of(keyword, children!) : null,
                Below = children,
            });
        }
    }

    private static bool NeedsLocation(Keyword keyword) =>
        keyword is Keyword.AnyOf or Keyword.OneOf or Keyword.AdditionalProperties or Keyword.UnevaluatedProperties or Keyword.Properties
            or Keyword.PatternProperties;

    private static void Keep(ref List<Trace>? children, Trace? child)
    {
        if (child is not null)
        {
            (children ??= []).Add(child);
        }
    }

    private void Charge(long steps)
    {
        if ((_steps -= steps) < 0)
        {
            var most = _full ? Math.Min(_schema.MaxSteps, MostStepsInFull) : _schema.MaxSteps;
            throw new JsonSchemaLimitException(
                $"The validation took more than {most} steps ({(most < _schema.MaxSteps ? "the most when everything is recorded" : nameof(JsonSchemaOptions.MaxSteps))}).",
                _schema.Root.Location());
        }
    }

    private void Enter(SchemaNode node)
    {
        Charge(1);
        if (++_depth > _maxDepth)
        {
            throw new JsonSchemaLimitException(
                $"The validation went deeper than {_maxDepth} levels ({nameof(JsonSchemaOptions.MaxDepth)}).", node.Location());
        }

        RuntimeHelpers.EnsureSufficientExecutionStack();
    }
}
