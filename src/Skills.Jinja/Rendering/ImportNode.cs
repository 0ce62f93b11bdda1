using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary>Import, and from-import with names.</summary>
internal sealed class ImportNode(
    int position, ExprNode template, (string? Name, string Alias, int Slot)[] targets, (string Name, int Hops, int Slot)[]? locals, bool isTop) : StmtNode(position)
{
    internal override Flow Exec(TemplateState state, Frame frame)
    {
        var name = template.Eval(state, frame);
        state.Position = Position;
        var imported = TemplateNames.Get(state, name);
        var module = locals is null ? ModuleValue.Of(state, imported) : ModuleValue.Run(state, imported, frame.Context.Derive(LocalValues.Of(frame, locals)));
        state.Position = Position;
        foreach (var (wanted, alias, slot) in targets)
        {
            var value = wanted is null ? Value.Of(module) : module.Take(state, wanted, Position);
            frame.Slots[slot] = value;
            if (isTop && frame.Context.KeepsVars)
            {
                frame.Context.SetVar(alias, value, false);
            }
        }

        return Flow.Next;
    }
}
