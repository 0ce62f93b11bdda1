using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

internal static class LoopRunner
{
    internal static Flow Run(TemplateState state, Frame frame, ForParts parts, Value items, Func<Value, int, Value>? recurse, int depth, int position)
    {
        var walk = Iteration.Of(state, items);
        state.Position = position;
        var length = items.Ref is HeapValue { Count: >= 0 } counted && parts.Filter is null ? counted.Count : items.IsString && parts.Filter is null ? -2 : -1;
        if (parts.Filter is not null)
        {
            walk = new(new FilteredIterator(walk, state, frame, parts));
        }

        var completed = false;
        if (parts.LoopSlot < 0)
        {
            while (walk.Next(out var item))
            {
                if (Iterate(state, frame, parts, item, position, ref completed))
                {
                    break;
                }
            }
        }
        else
        {
            var loop = parts.HoldsLoop ? new(state) : state.RentLoop();
            loop.Begin(walk, length == -2 ? Slices.Length(items.String) : length, recurse, depth);
            while (loop.Advance(out var item))
            {
                frame.Slots[parts.LoopSlot] = Value.Of(loop);
                if (Iterate(state, frame, parts, item, position, ref completed))
                {
                    break;
                }
            }

            if (!parts.HoldsLoop)
            {
                state.Return(loop);
            }
        }

        frame.Locals = null;
        if (!completed && parts.Else.Length > 0)
        {
            SlotSetup.Apply(parts.ElseSetup, frame);
            return StmtNode.Run(parts.Else, state, frame);
        }

        return Flow.Next;
    }

    /// <summary>One turn of the body; true when it ended with break.</summary>
    private static bool Iterate(TemplateState state, Frame frame, ForParts parts, Value item, int position, ref bool completed)
    {
        state.Step();
        state.Position = position;
        parts.Target.Store(state, frame, item);
        if (parts.Setup.Length > 0)
        {
            SlotSetup.Apply(parts.Setup, frame);
        }

        frame.Locals = null;
        var flow = StmtNode.Run(parts.Body, state, frame);
        // Jinja sets a flag at the end of the body, so "else" also runs when each turn ends with continue.
        completed |= flow == Flow.Next;
        return flow == Flow.Break;
    }

    private sealed class FilteredIterator(ItemWalk source, TemplateState state, Frame frame, ForParts parts) : ValueIterator
    {
        private ItemWalk _source = source;
        private readonly CompiledTemplate _template = state.Template;
        private bool _entered;

        // A macro of another template may look ahead in the loop: places in the filter are those of this template.
        internal override bool Next(out Value value)
        {
            var caller = state.Template;
            state.Template = _template;
            var found = Find(out value);
            state.Template = caller;
            return found;
        }

        private bool Find(out Value value)
        {
            if (!_entered)
            {
                _entered = true;
                SlotSetup.Apply(parts.FilterSetup, frame);
            }

            while (_source.Next(out value))
            {
                state.Step();
                parts.FilterTarget!.Store(state, frame, value);
                if (parts.Filter!.Test(state, frame))
                {
                    // Behind the filter Jinja passes on the names, not the element they came from.
                    value = parts.FilterTarget is StoreTuple names ? names.Read(frame) : value;
                    return true;
                }
            }

            return false;
        }
    }
}
