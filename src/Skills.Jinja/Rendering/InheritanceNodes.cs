using Skills.Jinja.Syntax;
using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

internal sealed class BlockNode(int position, string name, bool required, (string Name, int Hops, int Slot)[]? locals) : StmtNode(position)
{
    internal override Flow Exec(RenderState state, Frame frame)
    {
        var stack = frame.Context.BlockStack(name)!;
        if (required && stack.Count <= 1)
        {
            state.Position = Position;
            throw RuntimeFault.Runtime($"Required block {Repr.Of(name)} not found");
        }

        var context = locals is null ? frame.Context : frame.Context.Derive(LocalValues.Of(frame, locals));
        stack[0].Run(state, context);
        return Flow.Next;
    }
}

internal sealed class ExtendsNode(int position, ExprNode template, bool mayBeSecond) : StmtNode(position)
{
    internal override Flow Exec(RenderState state, Frame frame)
    {
        state.Position = Position;
        if (mayBeSecond && frame.Context.Parent is not null)
        {
            throw RuntimeFault.Runtime("extended multiple times");
        }

        var name = template.Eval(state, frame);
        state.Position = Position;
        var parent = TemplateNames.Get(state, name);
        frame.Context.AddBlocks(parent);
        frame.Context.Parent = parent;
        return Flow.Next;
    }
}

/// <summary>Puts <c>self</c> in its slot.</summary>
internal sealed class SelfNode(int slot) : StmtNode(0)
{
    internal override Flow Exec(RenderState state, Frame frame)
    {
        frame.Slots[slot] = Value.Of(new SelfValue(frame.Context, state.Template.Name));
        return Flow.Next;
    }
}

/// <summary>Puts <c>super</c> in its slot.</summary>
internal sealed class SuperNode(string name, int slot, SourceText source) : StmtNode(0)
{
    internal override Flow Exec(RenderState state, Frame frame)
    {
        var stack = frame.Context.BlockStack(name) ?? [];
        var depth = stack.FindIndex(b => ReferenceEquals(b.Source, source));
        frame.Slots[slot] = BlockValue.At(state, name, frame.Context, stack, depth < 0 ? int.MaxValue : depth + 1);
        return Flow.Next;
    }
}

/// <summary><c>self</c>: the blocks by name.</summary>
internal sealed class SelfValue(RenderContext context, string? template) : HeapValue(ValueKind.Other)
{
    internal override string TypeName => "TemplateReference";

    internal override void WriteRepr(ReprWriter writer) => writer.Append($"<TemplateReference {(template is null ? "None" : Repr.Of(template))}>");

    internal override bool TryGetItem(RenderState state, Value key, out Value value)
    {
        var stack = key.IsString ? context.BlockStack(key.String) : null;
        value = stack is null ? default : BlockValue.At(state, key.String, context, stack, 0);
        return stack is not null;
    }
}

/// <summary>One definition of a block, to be called; its <c>super</c> is the next.</summary>
internal sealed class BlockValue(string name, RenderContext context, List<CompiledBlock> stack, int depth) : HeapValue(ValueKind.Other)
{
    internal override string TypeName => "BlockReference";

    internal override bool IsCallable => true;

    internal static Value At(RenderState state, string name, RenderContext context, List<CompiledBlock> stack, int depth) => depth < stack.Count
        ? Value.Of(new BlockValue(name, context, stack, depth))
        : state.UndefinedHint($"there is no parent block called {Repr.Of(name)}.", "super");

    internal override Value Call(RenderState state, CallArguments arguments) => arguments.Positional.Length + arguments.Keywords.Length > 0
        ? throw RuntimeFault.Type("a block takes no arguments")
        : stack[depth].Capture(state, context);

    internal override bool TryGetAttribute(RenderState state, string attribute, out Value value)
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

internal static class LocalValues
{
    /// <summary>The variables around a place that hold something.</summary>
    internal static Dictionary<string, Value> Of(Frame frame, (string Name, int Hops, int Slot)[] locals)
    {
        var values = new Dictionary<string, Value>(locals.Length);
        foreach (var (name, hops, slot) in locals)
        {
            var value = frame.Up(hops).Slots[slot];
            if (!value.IsMissing)
            {
                values[name] = value;
            }
        }

        return values;
    }
}
