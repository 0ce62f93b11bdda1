using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary>A place values are written to.</summary>
internal abstract class StoreNode
{
    internal abstract void Store(RenderState state, Frame frame, Value value);

    /// <summary>What was stored: a tuple of its names' values, for several names.</summary>
    internal abstract Value Read(Frame frame);
}

internal sealed class StoreName(string name, int slot, StoreScope scope) : StoreNode
{
    internal override void Store(RenderState state, Frame frame, Value value)
    {
        frame.Slots[slot] = value;
        if (scope == StoreScope.Plain)
        {
            return;
        }

        if (scope == StoreScope.Top)
        {
            if (frame.Context.KeepsVars)
            {
                frame.Context.SetVar(name, value, true);
            }
        }
        else if (frame.Context.KeepsVars)
        {
            (frame.Locals ??= [])[name] = value;
        }
    }

    internal override Value Read(Frame frame) => frame.Slots[slot];
}

/// <summary>Who else can see a name that is set.</summary>
internal enum StoreScope : byte
{
    Plain,
    Top,
    LoopOrBlock,
}

internal sealed class StoreTuple(StoreNode[] items) : StoreNode
{
    internal override void Store(RenderState state, Frame frame, Value value)
    {
        if (value.Ref is TupleValue tuple && tuple.Items.Length == items.Length)
        {
            for (var i = 0; i < items.Length; i++)
            {
                items[i].Store(state, frame, tuple.Items[i]);
            }

            return;
        }

        Unpack(state, frame, value);
    }

    internal override Value Read(Frame frame) => Value.Of(new TupleValue(Array.ConvertAll(items, item => item.Read(frame))));

    private void Unpack(RenderState state, Frame frame, Value value)
    {
        var walk = value.IsString || value.Ref is HeapValue and not Scalar and not BigIntValue && value.Heap.Iterate(state) is not null
            ? Iteration.Of(state, value)
            : throw RuntimeFault.Type($"cannot unpack non-iterable {Types.Name(value)} object");
        var values = new Value[items.Length];
        for (var i = 0; i < values.Length; i++)
        {
            if (!walk.Next(out values[i]))
            {
                throw RuntimeFault.Value($"not enough values to unpack (expected {values.Length}, got {i})");
            }
        }

        if (walk.Next(out _))
        {
            throw RuntimeFault.Value($"too many values to unpack (expected {values.Length})");
        }

        for (var i = 0; i < values.Length; i++)
        {
            items[i].Store(state, frame, values[i]);
        }
    }
}

/// <summary><c>ns.attribute</c>.</summary>
internal sealed class StoreAttribute(int position, ExprNode target, string attribute) : StoreNode
{
    internal override void Store(RenderState state, Frame frame, Value value)
    {
        var owner = target.Eval(state, frame);
        state.Position = position;
        if (owner.Ref is not NamespaceValue space)
        {
            throw RuntimeFault.Runtime("cannot assign attribute on non-namespace object");
        }

        space.Items.Set(Value.Of(attribute), value);
    }

    internal override Value Read(Frame frame) => throw new InvalidOperationException("A loop has no attribute as its target.");
}
