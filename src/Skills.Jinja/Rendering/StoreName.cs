using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

internal sealed class StoreName(string name, int slot, StoreScope scope) : StoreNode
{
    internal override void Store(TemplateState state, Frame frame, Value value)
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
