using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary>One definition of a block, to be called; its <c>super</c> is the next.</summary>
internal sealed class BlockValue(TemplateState state, string name, RenderContext context, List<CompiledBlock> stack, int depth) : HeapValue(ValueKind.Other)
{
    internal override string TypeName => "BlockReference";

    internal override string Description => "jinja2.runtime.BlockReference object";

    internal override bool IsCallable => true;

    internal static Value At(TemplateState state, string name, RenderContext context, List<CompiledBlock> stack, int depth) => depth < stack.Count
        ? Value.Of(new BlockValue(state, name, context, stack, depth))
        : state.UndefinedHint($"there is no parent block called {Repr.Of(name)}.", "super");

    internal override Value Call(RenderState caller, CallArguments arguments) => arguments.Positional.Length + arguments.Keywords.Length > 0
        ? throw RuntimeFault.Type("a block takes no arguments")
        : stack[depth].Capture(state, context);

    internal override bool TryGetAttribute(RenderState caller, string attribute, out Value value)
    {
        value = attribute switch
        {
            "super" => At(state, name, context, stack, depth + 1),
            "name" => Value.Of(name),
            _ => default,
        };
        return !value.IsMissing;
    }
}
