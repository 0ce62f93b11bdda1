using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Skills.JsonSchema.Compilation;
using Skills.JsonSchema.Instances;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Evaluation;

/// <summary>Decides whether an instance is valid, and nothing else: no paths, no messages, no allocation.</summary>
/// <remarks>
/// Where something asks which properties or items were evaluated, a set of bits is handed along; it is named by its offset
/// in the buffers, and <see cref="NoMarks"/> says that nobody asks.
/// </remarks>
internal ref partial struct Evaluator<TDoc, TValue, TMembers, TItems>
    where TDoc : struct, IInstance<TValue, TMembers, TItems>, allows ref struct
{
    public const int NoMarks = -1;

    // Long texts take their share of the steps, 256 bytes for one, lest many schemas each read a huge one.
    private const int LongText = 8;

    private readonly CompiledSchema _schema;
    private readonly TDoc _doc;
    private readonly int _maxDepth;
    private readonly bool _scoped;
    private EvaluationBuffers? _buffers;
    private SchemaResource? _scope;
    private long _steps;
    private int _depth;

    public Evaluator(CompiledSchema schema, TDoc doc, EvaluationBuffers? buffers = null)
    {
        _schema = schema;
        _doc = doc;
        _maxDepth = schema.MaxDepth;
        _steps = schema.MaxSteps;
        _scoped = schema.UsesDynamicScope;
        _buffers = buffers;
    }

    private static ReadOnlySpan<byte> TypesByKind =>
    [
        (byte)JsonTypes.None, (byte)JsonTypes.Object, (byte)JsonTypes.Array, (byte)JsonTypes.String,
        (byte)JsonTypes.Number, (byte)JsonTypes.Boolean, (byte)JsonTypes.Boolean, (byte)JsonTypes.Null,
    ];

    private EvaluationBuffers Buffers => _buffers ??= _schema.Buffers.Rent();

    /// <summary>Evaluates from the root and gives the buffers back.</summary>
    public bool Run(TValue value)
    {
        try
        {
            return Valid(_schema.Root, value, NoMarks);
        }
        catch (InsufficientExecutionStackException exception)
        {
            throw new JsonSchemaLimitException("The instance is nested too deeply for this thread's stack.", "#", exception);
        }
        finally
        {
            if (_buffers is not null)
            {
                _schema.Buffers.Return(_buffers);
            }
        }
    }

    /// <summary>Evaluates one schema within another evaluation, on its account and in its scope.</summary>
    public bool RunNested(SchemaNode node, TValue value, ref long steps, ref int depth)
    {
        _steps = steps;
        _depth = depth;
        _scope = _scoped && _buffers!.Scope.Length > 0 ? _buffers.Scope[^1] : null;
        var valid = Valid(node, value, NoMarks);
        steps = _steps;
        depth = _depth;
        return valid;
    }

    private bool Valid(SchemaNode node, TValue value, int marks)
    {
        node = node.Plan;
        Charge(1);

        var kind = _doc.Kind(value);
        var types = (JsonTypes)TypesByKind[(int)kind];
        if ((node.Types & types) != types && !HasType(node, types, value))
        {
            return false;
        }

        if (_scoped && node.Resource != _scope)
        {
            return ValidInScope(node, value, marks);
        }

        switch (kind)
        {
            case JsonValueKind.String:
                return (node.Strings is null && node.Values is null) || StringValid(node, _doc.Raw(value))
                    ? node.InPlace is null || InPlaceValid(node.InPlace, node, value, NoMarks, 0)
                    : false;
            case JsonValueKind.Number:
                return (node.Numbers is null && node.Values is null) || NumberValid(node, _doc.Raw(value))
                    ? node.InPlace is null || InPlaceValid(node.InPlace, node, value, NoMarks, 0)
                    : false;
            case JsonValueKind.Object:
                return (node.Objects is null && node.InPlace is null && node.Values is null) || ObjectValid(node, value, marks);
            case JsonValueKind.Array:
                return (node.Arrays is null && node.InPlace is null && node.Values is null) || ArrayValid(node, value, marks);
            default:
                return (node.Values is null || LiteralValid(node, kind))
                    && (node.InPlace is null || InPlaceValid(node.InPlace, node, value, NoMarks, 0));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool HasType(SchemaNode node, JsonTypes types, TValue value)
    {
        // Only numbers come as two types at once.
        return (node.Types & types) != 0 && Integers.Is(_doc.Raw(value), node.LexicalIntegers);
    }

    private static bool LiteralValid(SchemaNode node, JsonValueKind kind) =>
        node.Values!.HasLiteral(kind) && (node.OtherValues is null || node.OtherValues.HasLiteral(kind));

    private bool ContainerEquals(SchemaNode node, ReadOnlySpan<byte> raw)
    {
        Charge(raw.Length >> 3);
        return node.Values!.HasContainer(raw, Buffers.Scratch)
            && (node.OtherValues is null || node.OtherValues.HasContainer(raw, Buffers.Scratch));
    }

    private bool NumberValid(SchemaNode node, ReadOnlySpan<byte> raw)
    {
        Charge(raw.Length >> LongText);
        if (node.Numbers is { } rules
            && ((rules.Minimum is { } minimum && minimum.CompareFrom(raw) < 0)
                || (rules.Maximum is { } maximum && maximum.CompareFrom(raw) > 0)
                || (rules.ExclusiveMinimum is { } above && above.CompareFrom(raw) <= 0)
                || (rules.ExclusiveMaximum is { } below && below.CompareFrom(raw) >= 0)
                || (rules.MultipleOf is { } divisor && !divisor.Divides(raw))))
        {
            return false;
        }

        return node.Values is null || (node.Values.HasNumber(raw) && (node.OtherValues is null || node.OtherValues.HasNumber(raw)));
    }

    private bool StringValid(SchemaNode node, scoped ReadOnlySpan<byte> raw)
    {
        Charge(raw.Length >> LongText);
        if (node.Values is { } values && !(values.HasString(raw) && (node.OtherValues is null || node.OtherValues.HasString(raw))))
        {
            return false;
        }

        if (node.Strings is not { } rules)
        {
            return true;
        }

        // Validation, section 6.3.1: a length is in characters of RFC 8259, that is, in code points.
        if ((rules.MinLength > 0 && !Utf8Text.HasAtLeast(raw, rules.MinLength)) || !Utf8Text.HasAtMost(raw, rules.MaxLength))
        {
            return false;
        }

        return !rules.ReadsText || TextChecks.Passes(rules, raw, ref _steps);
    }

    private bool ValidInScope(SchemaNode node, TValue value, int marks)
    {
        var outer = _scope;
        Buffers.PushScope(node.Resource);
        _scope = node.Resource;
        var valid = Valid(node, value, marks);
        Buffers.PopScope();
        _scope = outer;
        return valid;
    }

    private SchemaNode Target(DynamicReference reference)
    {
        if (_scoped && reference.Targets.Count > 1)
        {
            // 2020-12 core, section 8.2.3.2: the outermost resource of the dynamic scope that has the anchor.
            foreach (var resource in Buffers.Scope)
            {
                foreach (var (owner, node) in reference.Targets)
                {
                    if (owner == resource)
                    {
                        return node;
                    }
                }
            }
        }

        return reference.Initial;
    }

    /// <summary>Takes steps off what is left, for applying a schema or for other work.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Charge(long steps)
    {
        if ((_steps -= steps) < 0)
        {
            ThrowSteps();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Enter(SchemaNode node)
    {
        if (++_depth > _maxDepth)
        {
            ThrowDepth(node);
        }

        if ((_depth & 7) == 0)
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
        }
    }

    [DoesNotReturn]
    private readonly void ThrowSteps() => throw new JsonSchemaLimitException(
        $"The validation took more than {_schema.MaxSteps} steps ({nameof(JsonSchemaOptions.MaxSteps)}).", _schema.Root.Location());

    [DoesNotReturn]
    private readonly void ThrowDepth(SchemaNode node) => throw new JsonSchemaLimitException(
        $"The validation went deeper than {_maxDepth} levels ({nameof(JsonSchemaOptions.MaxDepth)}).", node.Location());
}
