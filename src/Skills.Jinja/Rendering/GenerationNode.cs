using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary><c>{% generation %}</c>: runs its body and notes where its text lies.</summary>
internal sealed class GenerationNode(int position, MacroCode code) : StmtNode(position)
{
    internal override Flow Exec(TemplateState state, Frame frame)
    {
        var start = state.Output.Length;
        new MacroValue(code, frame, state).Run(CallArguments.Empty);
        state.Spans?.Add(new(start, state.Output.Length));
        return Flow.Next;
    }
}
