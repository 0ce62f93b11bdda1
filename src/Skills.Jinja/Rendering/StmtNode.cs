using Skills.Jinja.Builtins;
using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary>How a statement ended.</summary>
internal enum Flow : byte
{
    Next,
    Break,
    Continue,
}

/// <summary>A statement ready to run.</summary>
internal abstract class StmtNode(int position)
{
    internal int Position { get; } = position;

    internal abstract Flow Exec(RenderState state, Frame frame);

    internal static Flow Run(StmtNode[] body, RenderState state, Frame frame)
    {
        foreach (var node in body)
        {
            state.Step();
            var flow = node.Exec(state, frame);
            if (flow != Flow.Next)
            {
                return flow;
            }
        }

        return Flow.Next;
    }
}

internal sealed class TextNode(int position, string text) : StmtNode(position)
{
    internal override Flow Exec(RenderState state, Frame frame)
    {
        state.Output.Append(text);
        return Flow.Next;
    }
}

/// <summary><c>{{ expression }}</c> without escape or finalize.</summary>
internal sealed class OutputNode(int position, ExprNode expression) : StmtNode(position)
{
    internal override Flow Exec(RenderState state, Frame frame)
    {
        state.Position = Position;
        expression.Write(state, frame);
        return Flow.Next;
    }
}

/// <summary>What a call or filter block gives: text, printed as it is.</summary>
internal sealed class RawOutputNode(int position, ExprNode expression) : StmtNode(position)
{
    internal override Flow Exec(RenderState state, Frame frame)
    {
        state.Position = Position;
        var value = expression.Eval(state, frame);
        state.Output.Append(value.Ref as string ?? throw RuntimeFault.Type($"sequence item 0: expected str instance, {Types.Name(value)} found"));
        return Flow.Next;
    }
}

/// <summary><c>{{ expression }}</c> with all that may happen to a value before it prints.</summary>
internal sealed class FullOutputNode(int position, ExprNode expression, EscapeMode escape) : StmtNode(position)
{
    internal override Flow Exec(RenderState state, Frame frame)
    {
        state.Position = Position;
        var value = expression.Eval(state, frame);
        state.Position = Position;
        var options = state.Environment.Options;
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

internal sealed class IfNode(int position, (ExprNode Test, StmtNode[] Body)[] branches, StmtNode[] otherwise) : StmtNode(position)
{
    internal override Flow Exec(RenderState state, Frame frame)
    {
        foreach (var (test, body) in branches)
        {
            if (test.Test(state, frame))
            {
                return Run(body, state, frame);
            }
        }

        return Run(otherwise, state, frame);
    }
}

/// <summary>An if, elif or else whose outputs only run while the template has not been extended, and other guarded code.</summary>
internal sealed class UnlessExtendedNode(int position, StmtNode inner) : StmtNode(position)
{
    internal override Flow Exec(RenderState state, Frame frame) => frame.Context.Parent is null ? inner.Exec(state, frame) : Flow.Next;
}

internal sealed class SetNode(int position, StoreNode target, ExprNode value) : StmtNode(position)
{
    internal override Flow Exec(RenderState state, Frame frame)
    {
        var result = value.Eval(state, frame);
        state.Position = Position;
        target.Store(state, frame, result);
        return Flow.Next;
    }
}

/// <summary><c>{% set x %}…{% endset %}</c>.</summary>
internal sealed class SetBlockNode(int position, StoreNode target, SlotSetup[] setup, StmtNode[] body, ExprNode? filter, int bodySlot, EscapeMode escape) : StmtNode(position)
{
    internal override Flow Exec(RenderState state, Frame frame)
    {
        SlotSetup.Apply(setup, frame);
        var start = state.Output.Length;
        var flow = Run(body, state, frame);
        if (flow != Flow.Next)
        {
            state.Output.Length = start;
            return flow;
        }

        state.BuildString(state.Output.Length - start);
        var markup = escape == EscapeMode.On || (escape == EscapeMode.Volatile && frame.Context.Autoescape);
        var value = Value.Text(state.Output.Cut(start), markup);
        if (filter is not null)
        {
            frame.Slots[bodySlot] = value;
            value = filter.Eval(state, frame);
            value = markup && value.IsString ? Value.Markup(value.String) : value;
        }

        state.Position = Position;
        target.Store(state, frame, value);
        return Flow.Next;
    }
}

/// <summary><c>{% filter f %}…{% endfilter %}</c>.</summary>
internal sealed class FilterBlockNode(int position, SlotSetup[] setup, StmtNode[] body, StmtNode output, int bodySlot, EscapeMode escape) : StmtNode(position)
{
    internal override Flow Exec(RenderState state, Frame frame)
    {
        SlotSetup.Apply(setup, frame);
        var start = state.Output.Length;
        var flow = Run(body, state, frame);
        if (flow != Flow.Next)
        {
            state.Output.Length = start;
            return flow;
        }

        state.BuildString(state.Output.Length - start);
        var markup = escape == EscapeMode.On || (escape == EscapeMode.Volatile && frame.Context.Autoescape);
        frame.Slots[bodySlot] = Value.Text(state.Output.Cut(start), markup);
        return output.Exec(state, frame);
    }
}

/// <summary>A scope of its own: with, autoescape.</summary>
internal sealed class ScopeNode(int position, SlotSetup[] setup, (StoreNode Target, ExprNode Value)[] bindings, StmtNode[] body) : StmtNode(position)
{
    internal override Flow Exec(RenderState state, Frame frame)
    {
        SlotSetup.Apply(setup, frame);
        foreach (var (target, value) in bindings)
        {
            target.Store(state, frame, value.Eval(state, frame));
        }

        return Run(body, state, frame);
    }
}

internal sealed class AutoescapeNode(int position, ExprNode on, SlotSetup[] setup, StmtNode[] body) : StmtNode(position)
{
    internal override Flow Exec(RenderState state, Frame frame)
    {
        SlotSetup.Apply(setup, frame);
        var before = frame.Context.Autoescape;
        frame.Context.Autoescape = on.Test(state, frame);
        var flow = Run(body, state, frame);
        frame.Context.Autoescape = before;
        return flow;
    }
}

internal sealed class DoNode(int position, ExprNode expression) : StmtNode(position)
{
    internal override Flow Exec(RenderState state, Frame frame)
    {
        state.Position = Position;
        expression.Eval(state, frame);
        return Flow.Next;
    }
}

internal sealed class LoopControlNode(int position, bool isBreak) : StmtNode(position)
{
    internal override Flow Exec(RenderState state, Frame frame) => isBreak ? Flow.Break : Flow.Continue;
}

internal sealed class FailNode(int position, JinjaErrorKind kind, string message) : StmtNode(position)
{
    internal override Flow Exec(RenderState state, Frame frame)
    {
        state.Position = Position;
        throw new RuntimeFault(kind, message);
    }
}
