using Skills.Jinja.Ast;
using Skills.Jinja.Compilation;
using Skills.Jinja.Syntax;
using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary>A template ready to run. Immutable, shared by all renders.</summary>
internal sealed class CompiledTemplate(JinjaEnvironment environment, SourceText source, CompiledCode root, Dictionary<string, CompiledBlock> blocks, bool keepsVars, bool setsNames, TemplateNode tree, NameUses uses)
{
    internal JinjaEnvironment Environment => environment;

    internal SourceText Source => source;

    internal TemplateNode Tree => tree;

    internal NameUses Uses => uses;

    internal string? Name => source.Name;

    internal Dictionary<string, CompiledBlock> Blocks => blocks;

    /// <summary>Makes a context ready for this template: its blocks, its autoescape, whether its names are kept.</summary>
    internal void Prepare(RenderContext context, bool asModule = false)
    {
        context.Autoescape = environment.Autoescapes(source.Name);
        context.KeepsVars = keepsVars || asModule || environment.HasHostFunctions || (setsNames && context.HasFunctions);
        context.AddBlocks(this);
    }

    /// <summary>Runs the top level, and the parent's when it extends one.</summary>
    internal void Run(RenderState state, RenderContext context)
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

/// <summary>The code of a function: how many slots it needs, what they hold at first, what runs.</summary>
internal sealed class CompiledCode(int slotCount, SlotSetup[] setup, StmtNode[] body)
{
    internal Flow Run(RenderState state, RenderContext context, Frame? outer)
    {
        var frame = NewFrame(context, outer);
        return Run(state, frame);
    }

    internal Frame NewFrame(RenderContext context, Frame? outer) => new(slotCount == 0 ? [] : new Value[slotCount], outer, context);

    internal Flow Run(RenderState state, Frame frame)
    {
        SlotSetup.Apply(setup, frame);
        return StmtNode.Run(body, state, frame);
    }
}

/// <summary>A block of a template that takes part in inheritance.</summary>
internal sealed class CompiledBlock(CompiledCode code, Func<CompiledTemplate> template)
{
    internal SourceText Source => template().Source;

    internal void Run(RenderState state, RenderContext context)
    {
        state.Enter();
        var caller = state.Template;
        state.Template = template();
        code.Run(state, context, null);
        state.Template = caller;
        state.Leave();
    }

    /// <summary>The block's text, as a value.</summary>
    internal Value Capture(RenderState state, RenderContext context)
    {
        var start = state.Output.Length;
        Run(state, context);
        state.BuildString(state.Output.Length - start);
        return Value.Text(state.Output.Cut(start), context.Autoescape);
    }
}

/// <summary>What a slot gets when its scope is entered.</summary>
internal readonly record struct SlotSetup(int Index, SetupKind Kind, int Hops, int Source)
{
    internal static void Apply(SlotSetup[] all, Frame frame)
    {
        foreach (var setup in all)
        {
            frame.Slots[setup.Index] = setup.Kind switch
            {
                SetupKind.Missing => Value.Missing,
                SetupKind.Unresolved => default,
                _ => frame.Up(setup.Hops).Slots[setup.Source],
            };
        }
    }
}

internal enum SetupKind : byte
{
    Missing,
    Unresolved,
    Copy,
}
