using Skills.Jinja.Syntax;
using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary>A block of a template that takes part in inheritance.</summary>
internal sealed class CompiledBlock(CompiledCode code, Func<CompiledTemplate> template)
{
    internal SourceText Source => template().Source;

    internal void Run(TemplateState state, RenderContext context)
    {
        state.Enter();
        var caller = state.Template;
        state.Template = template();
        code.Run(state, context, null);
        state.Template = caller;
        state.Leave();
    }

    /// <summary>The block's text, as a value.</summary>
    internal Value Capture(TemplateState state, RenderContext context)
    {
        var start = state.Output.Length;
        Run(state, context);
        state.BuildString(state.Output.Length - start);
        return Value.Text(state.Output.Cut(start), context.Autoescape);
    }
}
