using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

internal static class Calls
{
    internal static Value Invoke(TemplateState state, Frame frame, Value callee, ArgumentNodes arguments, int position)
    {
        if (callee.Ref is UndefinedValue undefined)
        {
            state.Position = position;
            throw undefined.Fault();
        }

        var values = arguments.Eval(state, frame);
        state.Position = position;
        state.Step();
        return callee.Ref switch
        {
            MacroValue macro => macro.Call(values, frame.Context),
            HostFunctionValue function => function.Invoke(state, frame, values),
            HeapValue heap => heap.Call(state, values),
            _ => throw RuntimeFault.Type($"'{Types.Name(callee)}' object is not callable"),
        };
    }
}
