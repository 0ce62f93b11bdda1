using Skills.Jinja.Ast;
using Skills.Jinja.Builtins;
using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary>A text that passes through the host's translation, then gets its variables.</summary>
internal sealed class TransNode(int position, TransStmt trans, ExprNode? count, (string Name, ExprNode Value)[] variables, EscapeMode escape) : StmtNode(position)
{
    internal override Flow Exec(TemplateState state, Frame frame)
    {
        state.Position = Position;
        var number = count?.Eval(state, frame);
        var text = Translation.Of(state, trans.Singular, trans.Plural, number, trans.Context);
        var values = new DictValue();
        foreach (var (name, value) in variables)
        {
            values.Set(state, Value.Of(name), value.Eval(state, frame));
        }

        var escapes = escape == EscapeMode.On || (escape == EscapeMode.Volatile && frame.Context.Autoescape);
        state.Position = Position;
        state.Output.Append(PercentFormat.Format(state, Value.Text(text, escapes), Value.Of(values)).String);
        return Flow.Next;
    }
}
