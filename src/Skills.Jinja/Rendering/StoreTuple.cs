using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

internal sealed class StoreTuple(StoreNode[] items) : StoreNode
{
    internal override void Store(TemplateState state, Frame frame, Value value)
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

    private void Unpack(TemplateState state, Frame frame, Value value)
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
