namespace Skills.Jinja.Rendering;

internal sealed class IncludeNode(int position, ExprNode template, bool ignoreMissing, (string Name, int Hops, int Slot)[]? locals) : StmtNode(position)
{
    internal override Flow Exec(TemplateState state, Frame frame)
    {
        var name = template.Eval(state, frame);
        state.Position = Position;
        var included = TemplateNames.Select(state, name, ignoreMissing);
        if (included is null)
        {
            return Flow.Next;
        }

        if (locals is null)
        {
            // Without context an include depends on nothing, so it is rendered once and its text used again.
            state.Output.Append(ModuleValue.Of(state, included).Body);
            return Flow.Next;
        }

        state.Enter();
        var context = frame.Context.Derive(LocalValues.Of(frame, locals));
        included.Prepare(context);
        included.Run(state, context);
        state.Position = Position;
        state.Leave();
        return Flow.Next;
    }
}
