using Skills.Jinja.Ast;
using Skills.Jinja.Rendering;
using Skills.Jinja.Syntax;
using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Compilation;

/// <summary>Turns expressions into nodes that run.</summary>
internal sealed class ExpressionCompiler(RenderEnvironment environment, SourceText source, NameUses uses)
{
    /// <summary>Compiles an expression; one that is printed at once may be a constant even when it has no spelling in Python.</summary>
    internal ExprNode Compile(Expr expr, CodeFrame frame, bool isPrinted = false)
    {
        if (frame.IsFolding)
        {
            return Folded(expr, frame);
        }

        var plain = Plain(expr, frame);
        return Constants.MayFoldSlice(expr) ? new FoldNode(expr.Position, Folded(expr, frame with { IsFolding = true }), plain, isPrinted) : plain;
    }

    /// <summary>The expression as Jinja evaluates it while compiling: operators, filters, tests, attributes and items that fail only make it no constant; the others fail at once.</summary>
    private ExprNode Folded(Expr expr, CodeFrame frame) => expr switch
    {
        NameExpr or CallExpr => new NotConstantNode(expr.Position),
        FilterExpr filter when frame.Escape == EscapeMode.Volatile || Constants.NeedsContext(filter) || environment.Library.HostFilter(filter.Name) is not null => new NotConstantNode(expr.Position),
        BinaryExpr or UnaryExpr or CompareExpr or FilterExpr or AttributeExpr or ItemExpr => new AttemptNode(expr.Position, Plain(expr, frame)),
        ConditionalExpr { Else: null } conditional => Plain(new ConditionalExpr(conditional.Position, conditional.Test, conditional.Then, new NameExpr(conditional.Position, "")), frame),
        _ => Plain(expr, frame),
    };

    private ExprNode Plain(Expr expr, CodeFrame frame) => expr switch
    {
        ConstExpr constant => new ConstNode(constant.Position, constant.Value),
        NameExpr name => Name(name, frame),
        SequenceExpr sequence => new SequenceNode(sequence.Position, sequence.Kind, All(sequence.Items, frame)),
        UnaryExpr { Operator: Operator.Not } unary => new NotNode(unary.Position, Compile(unary.Operand, frame)),
        UnaryExpr unary => Sign(unary, frame),
        BinaryExpr binary => new BinaryNode(binary.Position, binary.Operator, Compile(binary.Left, frame), Compile(binary.Right, frame)),
        ChainExpr { Kind: ChainKind.Concat } chain => new ConcatNode(chain.Position, All(chain.Items, frame), Constants.IsConstant(chain, frame.Escape) ? EscapeMode.Volatile : frame.Escape),
        ChainExpr chain => Logic(chain, frame),
        CompareExpr compare => new CompareNode(compare.Position, Compile(compare.First, frame), [.. compare.Rest.Select(r => (r.Op, Compile(r.Operand, frame)))]),
        ConditionalExpr conditional => Conditional(conditional, frame.Soft()),
        AttributeExpr attribute => new AttributeNode(attribute.Position, Compile(attribute.Target, frame), attribute.Name),
        ItemExpr { Key: SliceExpr slice } item => new SliceNode(
            item.Position, Compile(item.Target, frame), Optional(slice.Start, frame), Optional(slice.Stop, frame), Optional(slice.Step, frame), frame.IsFolding),
        ItemExpr item => new ItemNode(item.Position, Compile(item.Target, frame), Compile(item.Key, frame)),
        CallExpr call => Call(call, frame, null),
        FilterExpr { IsTest: false, Name: "join" } join when environment.Library.HostFilter("join") is null => Filter(join, ReadOnlyItems(join.Target!, frame), frame),
        FilterExpr filter => Filter(filter, Compile(filter.Target!, frame), frame),
        SliceExpr slice => throw new SyntaxFault("invalid syntax", slice.Position),
        _ => throw new InvalidOperationException(expr.GetType().Name),
    };

    /// <summary>Compiles what is only walked, as by a loop: a list of constants is made once.</summary>
    internal ExprNode ReadOnlyItems(Expr items, CodeFrame frame) => items is SequenceExpr { Kind: ValueKind.List } list && list.Items.TrueForAll(static item => item is ConstExpr)
        ? new ConstNode(list.Position, Value.Of(new TupleValue([.. list.Items.Select(static item => ((ConstExpr)item).Value)])))
        : Compile(items, frame);

    // Constants that decide alone are all that is looked at, also for filters that do not exist.
    private LogicNode Logic(ChainExpr chain, CodeFrame frame)
    {
        var isAnd = chain.Kind == ChainKind.And;
        var decided = chain.Items.TakeWhile(static item => item is ConstExpr).Any(item => Types.Truthy(((ConstExpr)item).Value) != isAnd);
        return new(chain.Position, isAnd, All(chain.Items, decided ? frame.Soft() : frame));
    }

    internal ExprNode Name(string name, Node use, CodeFrame frame)
    {
        var slot = frame.Symbols.Find(name) ?? throw new InvalidOperationException(name);
        if (frame.Symbols.FindLoad(slot) is { Kind: LoadKind.Resolve } && !frame.Symbols.IsStoredAnywhere(name) && !environment.Library.IsGlobal(name))
        {
            uses.Add(use);
        }

        return new NameNode(use.Position, name, Hops(frame, slot), slot.Index);
    }

    internal static int Hops(CodeFrame frame, Slot slot)
    {
        var hops = 0;
        for (var function = frame.Symbols.Function; !ReferenceEquals(function, slot.Function); function = function.Outer!)
        {
            hops++;
        }

        return hops;
    }

    internal ExprNode Call(CallExpr call, CodeFrame frame, (string Name, ExprNode Value)? extra)
    {
        var arguments = Arguments(call.Arguments, frame, extra);
        return call.Target is AttributeExpr attribute
            ? new MethodCallNode(call.Position, attribute.Position, Compile(attribute.Target, frame), attribute.Name, arguments)
            : new CallNode(call.Position, Compile(call.Target, frame), arguments);
    }

    internal ExprNode Filter(FilterExpr filter, ExprNode target, CodeFrame frame)
    {
        var arguments = Arguments(filter.Arguments, frame, null);
        var host = filter.IsTest ? environment.Library.HostTest(filter.Name) : environment.Library.HostFilter(filter.Name);
        if (host is not null)
        {
            return new HostFilterNode(filter.Position, host, target, arguments, filter.IsTest);
        }

        var builtin = filter.IsTest ? environment.Library.Tests.GetValueOrDefault(filter.Name) : environment.Library.Filters.GetValueOrDefault(filter.Name);
        if (builtin is not null)
        {
            return filter is { IsTest: true, Name: "defined" } && arguments.IsPlain && arguments.Positional.Length + arguments.Keywords.Length == 0
                ? new DefinedNode(filter.Position, target)
                : new FilterNode(filter.Position, builtin, target, arguments);
        }

        var message = $"No {(filter.IsTest ? "test" : "filter")} named {Repr.Of(filter.Name)}";
        var nearest = environment.Library.Nearest(filter.Name, filter.IsTest);
        // Within an if, Jinja finds an unknown filter only when it is reached: the branch may ask whether it is defined.
        return frame.IsSoft
            ? new UnknownFilterNode(filter.Position, message + " found.", nearest, target, arguments)
            : throw new SyntaxFault(message + ".", filter.Position, suggestion: nearest);
    }

    private ExprNode Name(NameExpr name, CodeFrame frame) => Name(name.Name, name, frame);

    private ExprNode[] All(List<Expr> items, CodeFrame frame)
    {
        var nodes = new ExprNode[items.Count];
        for (var i = 0; i < nodes.Length; i++)
        {
            nodes[i] = Compile(items[i], frame);
        }

        return nodes;
    }

    private ExprNode? Optional(Expr? expr, CodeFrame frame) => expr is null ? null : Compile(expr, frame);

    private ExprNode Sign(UnaryExpr unary, CodeFrame frame)
    {
        var operand = Compile(unary.Operand, frame);
        return operand is ConstNode { Value.IsInt: true } number && unary.Operator == Operator.Sub && number.Value.Int != long.MinValue
            ? new ConstNode(unary.Position, Value.Of(-number.Value.Int))
            : new SignNode(unary.Position, unary.Operator == Operator.Sub, operand);
    }

    private ConditionalNode Conditional(ConditionalExpr conditional, CodeFrame frame) => new(
        conditional.Position,
        Compile(conditional.Test, frame),
        Compile(conditional.Then, frame),
        Optional(conditional.Else, frame),
        () => $"the inline if-expression on line {source.LineOf(conditional.Position)}{(source.Name is null ? "" : $" in {Repr.Of(source.Name)}")} evaluated to false and no else section was defined.");

    private ArgumentNodes Arguments(Arguments arguments, CodeFrame frame, (string Name, ExprNode Value)? extra)
    {
        List<(string, ExprNode)> keywords = [.. arguments.Keywords.Select(k => (k.Name, Compile(k.Value, frame)))];
        if (extra is { } more)
        {
            keywords.Add(more);
        }

        return new(All(arguments.Positional, frame), [.. keywords], Optional(arguments.Star, frame), Optional(arguments.DoubleStar, frame));
    }
}
