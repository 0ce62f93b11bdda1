using Skills.Jinja.Ast;
using Skills.Jinja.Syntax;

namespace Skills.Jinja.Rendering;

/// <summary>A template ready to run. Immutable, shared by all renders.</summary>
internal sealed class CompiledTemplate(RenderEnvironment environment, SourceText source, CompiledCode root, Dictionary<string, CompiledBlock> blocks, bool keepsVars, bool setsNames, TemplateNode tree, NameUses uses)
{
    internal RenderEnvironment Environment => environment;

    internal SourceText Source => source;

    internal TemplateNode Tree => tree;

    internal NameUses Uses => uses;

    internal string? Name => source.Name;

    internal Dictionary<string, CompiledBlock> Blocks => blocks;

    /// <summary>Makes a context ready for this template: its blocks, its autoescape, whether its names are kept.</summary>
    internal void Prepare(RenderContext context, bool asModule = false)
    {
        context.Autoescape = environment.Autoescapes(source.Name);
        context.KeepsVars = keepsVars || asModule || environment.Library.HasHostFunctions || (setsNames && context.HasFunctions);
        context.AddBlocks(this);
    }

    /// <summary>Runs the top level, and the parent's when it extends one.</summary>
    internal void Run(TemplateState state, RenderContext context)
    {
        var caller = state.Template;
        state.Template = this;
        root.Run(state, context, null);
        var parent = context.Parent;
        if (parent is not null)
        {
            context.Parent = null;
            state.Enter();
            parent.Run(state, context);
            state.Leave();
        }

        state.Template = caller;
    }
}
