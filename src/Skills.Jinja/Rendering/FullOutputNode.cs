using Skills.Jinja.Builtins;
using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary><c>{{ expression }}</c> with all that may happen to a value before it prints.</summary>
internal sealed class FullOutputNode(int position, ExprNode expression, EscapeMode escape) : StmtNode(position)
{
    internal override Flow Exec(TemplateState state, Frame frame)
    {
        state.Position = Position;
        var value = expression.Eval(state, frame);
        state.Position = Position;
        var options = state.Options;
        if (options.Finalize is { } finalize)
        {
            value = HostValues.From(finalize(HostValues.ToHost(state, value)), state.Environment.Types);
        }

        if (escape == EscapeMode.On || (escape == EscapeMode.Volatile && frame.Context.Autoescape))
        {
            if (value.IsMarkup)
            {
                state.Output.Append(value.String);
            }
            else
            {
                Html.Escape(state.Output, state.Text(value));
            }
        }
        else if (options.PrintStyle == JinjaPrintStyle.Json && !value.IsString && !value.IsUndefined)
        {
            JsonWriter.Write(state, state.Output, value, JsonStyle.Plain);
        }
        else
        {
            state.Writer.Text(value);
        }

        return Flow.Next;
    }
}
