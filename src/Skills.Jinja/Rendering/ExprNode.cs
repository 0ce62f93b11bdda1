using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary>An expression ready to run.</summary>
internal abstract class ExprNode(int position)
{
    internal int Position { get; } = position;

    internal abstract Value Eval(TemplateState state, Frame frame);

    internal virtual bool Test(TemplateState state, Frame frame)
    {
        var value = Eval(state, frame);
        state.Position = Position;
        return Types.Truthy(value);
    }

    internal virtual bool IsDefined(TemplateState state, Frame frame) => !Eval(state, frame).IsUndefined;

    /// <summary>Prints the value as it is, without escape, at the end of the output; says whether it is markup. What is only printed need not become a string first.</summary>
    internal virtual bool Write(TemplateState state, Frame frame)
    {
        var value = Eval(state, frame);
        if (value.Ref is string text)
        {
            state.Output.Append(text);
            return value.IsMarkup;
        }

        state.Position = Position;
        state.Writer.Text(value);
        return false;
    }
}
