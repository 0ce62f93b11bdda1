using Skills.Jinja.Ast;
using Skills.Jinja.Rendering;
using Skills.Jinja.Syntax;
using Skills.Jinja.Values;

namespace Skills.Jinja.Compilation;

/// <summary>Turns statements into nodes that run.</summary>
internal sealed class StatementCompiler(ExpressionCompiler expressions, TemplateFacts facts, RenderEnvironment environment, NameUses uses)
{
    private int _extendsSoFar;
    private bool _isKnownToExtend;

    /// <summary>What a scope's slots hold when it is entered. Fresh slots are empty, so that names still to be looked up need nothing.</summary>
    internal SlotSetup[] Setup(Symbols scope, bool isFresh)
    {
        scope.NoteUndeclared(uses, environment.Library.IsGlobal);
        var setup = new List<SlotSetup>();
        foreach (var (slot, load) in scope.Loads)
        {
            switch (load.Kind)
            {
                case LoadKind.Undefined:
                    setup.Add(new(slot.Index, SetupKind.Missing, 0, 0));
                    break;
                case LoadKind.Alias:
                    setup.Add(new(slot.Index, SetupKind.Copy, ExpressionCompiler.Hops(new(scope), load.Source!), load.Source!.Index));
                    break;
                case LoadKind.Resolve when !isFresh && scope.IsStored(slot.Name):
                    setup.Add(new(slot.Index, SetupKind.Unresolved, 0, 0));
                    break;
            }
        }

        return [.. setup];
    }

    internal StmtNode[] Body(List<Stmt> body, CodeFrame frame)
    {
        var nodes = new List<StmtNode>(body.Count);
        foreach (var statement in body)
        {
            if (Compile(statement, frame) is { } node)
            {
                nodes.Add(node);
            }
        }

        return [.. nodes];
    }

    private StmtNode? Compile(Stmt statement, CodeFrame frame) => statement switch
    {
        TextStmt text => Guarded(new TextNode(text.Position, text.Text), frame),
        OutputStmt output => Guarded(Output(output, frame), frame),
        IfStmt node => If(node, frame.Soft()),
        ForStmt node => For(node, frame),
        SetStmt node => new SetNode(node.Position, Store(node.Target, frame, frame), expressions.Compile(node.Value, frame)),
        SetBlockStmt node => SetBlock(node, frame),
        WithStmt node => With(node, frame),
        MacroStmt node => new MacroNode(node.Position, Macro(node, frame), Store(new NameTarget(node.Position, node.Name!), frame, frame with { InLoopOrBlock = false })),
        CallStmt node => Call(node, frame),
        FilterStmt node => FilterBlock(node, frame),
        BlockStmt node => Block(node, frame),
        ExtendsStmt node => Extends(node, frame),
        IncludeStmt node => new IncludeNode(node.Position, expressions.Compile(node.Template, frame), node.IgnoreMissing, node.WithContext ? Locals(frame) : null),
        ImportStmt node => new ImportNode(
            node.Position, expressions.Compile(node.Template, frame), [(null, node.Target, SlotOf(node.Target, frame))], node.WithContext ? Locals(frame) : null, frame.IsTop),
        FromImportStmt node => new ImportNode(
            node.Position, expressions.Compile(node.Template, frame), [.. node.Names.Select(n => ((string?)n.Name, n.Alias, SlotOf(n.Alias, frame)))], node.WithContext ? Locals(frame) : null, frame.IsTop),
        AutoescapeStmt node => Autoescape(node, frame),
        DoStmt node => new DoNode(node.Position, expressions.Compile(node.Expression, frame)),
        LoopControlStmt node => LoopControl(node, frame),
        GenerationStmt node => new GenerationNode(node.Position, Macro(node.Body, frame)),
        TransStmt node => Guarded(Trans(node, frame), frame),
        _ => throw new InvalidOperationException(statement.GetType().Name),
    };

    private StmtNode? Guarded(StmtNode node, CodeFrame frame) =>
        // In a template that extends another, output outside of blocks is dropped.
        !frame.ChecksExtended ? node : _isKnownToExtend ? null : new UnlessExtendedNode(node.Position, node);

    private StmtNode Output(OutputStmt output, CodeFrame frame)
    {
        var isConstant = Constants.IsConstant(output.Expression, frame.Escape);
        var escape = isConstant ? frame.ConstantEscape : frame.Escape;
        var node = expressions.Compile(output.Expression, frame, isPrinted: true);
        return escape == EscapeMode.Off && environment.PrintsPlainly ? new OutputNode(output.Position, node) : new FullOutputNode(output.Position, node, escape);
    }

    private IfNode If(IfStmt node, CodeFrame frame) => new(
        node.Position,
        [.. node.Branches.Select(b => (expressions.Compile(b.Test, frame), Body(b.Body, frame)))],
        Body(node.Else, frame));

    private StmtNode For(ForStmt node, CodeFrame frame)
    {
        var outer = frame;
        Function? function = null;
        if (node.Recursive)
        {
            function = new(frame.Symbols.Function);
        }

        var loop = frame.Inner(function) with { InLoopOrBlock = true, InLoopBody = true };
        // The filter sees the loop's target and not "loop": it decides which elements there are.
        var test = frame.Inner(function);
        var otherwise = frame.Inner(function);
        var extended = node.Recursive
            || (facts.UsesLoop && NameFinder.Find(node.Body, "loop").Count > 0)
            || (facts.Blocks.Count > 0 && TemplateFacts.Of(node).Blocks.Exists(static b => b.Scoped));
        // A loop variable that nothing asks for is not made.
        var loopSlot = extended ? loop.Symbols.Parameter("loop") : null;
        SymbolVisitor.EnterTarget(loop.Symbols, node.Target);
        SymbolVisitor.Enter(loop.Symbols, node.Body);
        SymbolVisitor.Enter(otherwise.Symbols, node.Else);
        if (node.Filter is not null)
        {
            SymbolVisitor.EnterTarget(test.Symbols, node.Target);
            SymbolVisitor.Enter(test.Symbols, [node.Filter]);
        }

        LoopTargetFinder.Check(node);
        var parts = new ForParts(
            expressions.ReadOnlyItems(node.Iter, outer),
            Store(node.Target, loop with { InLoopOrBlock = false }, loop),
            Setup(loop.Symbols, false),
            Body(node.Body, loop),
            loopSlot?.Index ?? -1,
            node.Recursive || LoopUse.MayHold(node.Body),
            Setup(otherwise.Symbols, false),
            // "break" in the else branch belongs to the loop around.
            Body(node.Else, otherwise with { InLoopBody = frame.InLoopBody && !node.Recursive }),
            node.Filter is null ? null : Store(node.Target, test with { InLoopOrBlock = false }, test),
            Setup(test.Symbols, false),
            node.Filter is null ? null : expressions.Compile(node.Filter, test));
        return function is null
            ? new ForNode(node.Position, parts)
            : new RecursiveForNode(node.Position, parts, new(function.SlotCount, [], []));
    }

    private StoreNode Store(Target target, CodeFrame frame, CodeFrame scope)
    {
        switch (target)
        {
            case NameTarget name:
                var kind = frame.IsTop && !frame.InLoopOrBlock ? StoreScope.Top : frame.InLoopOrBlock && frame.Symbols.Function.Outer is null ? StoreScope.LoopOrBlock : StoreScope.Plain;
                return new StoreName(name.Name, SlotOf(name.Name, scope), kind);
            case AttributeTarget attribute:
                return new StoreAttribute(attribute.Position, expressions.Name(attribute.Name, attribute, scope), attribute.Attribute);
            default:
                return new StoreTuple([.. ((TupleTarget)target).Items.Select(item => Store(item, frame, scope))]);
        }
    }

    private static int SlotOf(string name, CodeFrame frame) => frame.Symbols.Find(name)!.Index;

    private SetBlockNode SetBlock(SetBlockStmt node, CodeFrame frame)
    {
        // What a set block captures is a value, also in a template that extends another.
        var inner = frame.Inner() with { ChecksExtended = false };
        SymbolVisitor.Enter(inner.Symbols, node.Body);
        var bodySlot = inner.Symbols.Function.NewSlot("").Index;
        var filter = node.Filter is null ? null : FilterOver(node.Filter, bodySlot, inner);
        var body = Body(node.Body, inner);
        return new(node.Position, Store(node.Target, frame, frame), Setup(inner.Symbols, false), body, filter, bodySlot, frame.Escape);
    }

    private FilterBlockNode FilterBlock(FilterStmt node, CodeFrame frame)
    {
        var inner = frame.Inner();
        SymbolVisitor.Enter(inner.Symbols, [.. node.Body, node.Filter]);
        var bodySlot = inner.Symbols.Function.NewSlot("").Index;
        var output = new RawOutputNode(node.Position, FilterOver(node.Filter, bodySlot, inner));
        return new FilterBlockNode(node.Position, Setup(inner.Symbols, false), Body(node.Body, inner), output, bodySlot, frame.Escape);
    }

    private ExprNode FilterOver(FilterExpr filter, int bodySlot, CodeFrame frame)
    {
        var target = filter.Target is FilterExpr inner ? FilterOver(inner, bodySlot, frame) : new NameNode(filter.Position, "", 0, bodySlot);
        return expressions.Filter(filter, target, frame);
    }

    private ScopeNode With(WithStmt node, CodeFrame frame)
    {
        var inner = frame.Inner();
        foreach (var (target, _) in node.Bindings)
        {
            SymbolVisitor.EnterTarget(inner.Symbols, target);
        }

        SymbolVisitor.Enter(inner.Symbols, node.Body);
        // Values are compiled in the scope outside: since Jinja 2.9 a binding does not see those before it.
        var bindings = node.Bindings.Select(b => (Store(b.Target, inner with { InLoopOrBlock = false }, inner), expressions.Compile(b.Value, frame))).ToArray();
        return new(node.Position, Setup(inner.Symbols, false), bindings, Body(node.Body, inner));
    }

    private AutoescapeNode Autoescape(AutoescapeStmt node, CodeFrame frame)
    {
        var inner = frame.Inner();
        SymbolVisitor.Enter(inner.Symbols, [node.On, .. node.Body]);
        // Anything but a constant is known only when it runs.
        var escape = node.On is ConstExpr constant ? (Types.Truthy(constant.Value) ? EscapeMode.On : EscapeMode.Off) : EscapeMode.Volatile;
        inner = inner with { Escape = escape, ConstantEscape = escape == EscapeMode.Volatile ? inner.ConstantEscape : escape };
        return new(node.Position, expressions.Compile(node.On, inner), Setup(inner.Symbols, false), Body(node.Body, inner));
    }

    private MacroCode Macro(MacroStmt node, CodeFrame frame)
    {
        // A macro may run after the loop or block that defined it, so the frame must outlive them.
        frame.Symbols.Function.IsCaptured = true;
        var function = new Function(frame.Symbols.Function);
        var inner = frame.Inner(function) with { ChecksExtended = false, InLoopOrBlock = false, InLoopBody = false };
        var symbols = inner.Symbols;
        var parameters = node.Signature.Parameters;
        parameters.ForEach(p => symbols.Parameter(p.Name));
        var special = NameFinder.Find(node.Body, "caller", "kwargs", "varargs");
        var callerAt = parameters.FindIndex(static p => p.Name == "caller");
        var caller = Special("caller", special, parameters, symbols);
        // A macro that is called without a call block has no caller, so the parameter needs a default.
        if (callerAt >= 0 && special.Contains("caller") && callerAt < parameters.Count - node.Signature.Defaults.Count)
        {
            throw new SyntaxFault("When defining macros or call blocks the special \"caller\" argument must be omitted or be given a default.", node.Position);
        }

        var keywords = Special("kwargs", special, parameters, symbols);
        var varargs = Special("varargs", special, parameters, symbols);
        SymbolVisitor.Enter(symbols, [.. node.Signature.Defaults, .. node.Body]);
        var defaults = new ExprNode?[parameters.Count];
        for (var i = 0; i < node.Signature.Defaults.Count; i++)
        {
            defaults[parameters.Count - node.Signature.Defaults.Count + i] = expressions.Compile(node.Signature.Defaults[i], inner);
        }

        var body = Body(node.Body, inner);
        return new(
            node.Name,
            [.. parameters.Select(static p => p.Name)],
            defaults,
            [.. parameters.Select(p => symbols.Find(p.Name)!.Index)],
            callerAt >= 0,
            caller?.Index ?? -1,
            keywords?.Index ?? -1,
            varargs?.Index ?? -1,
            new(function.SlotCount, Setup(symbols, true), body),
            node.Position);
    }

    private static Slot? Special(string name, HashSet<string> used, List<NameTarget> parameters, Symbols symbols) =>
        used.Contains(name) && !parameters.Exists(p => p.Name == name) ? symbols.Parameter(name) : null;

    private StmtNode Call(CallStmt node, CodeFrame frame)
    {
        var caller = new CallerNode(node.Caller.Position, Macro(node.Caller, frame));
        var call = expressions.Call(node.Call, frame, ("caller", caller));
        return node.IsTag ? Guarded(new FullOutputNode(node.Position, call, frame.Escape), frame) ?? new IfNode(node.Position, [], []) : new RawOutputNode(node.Position, call);
    }

    private StmtNode? Block(BlockStmt node, CodeFrame frame)
    {
        if (frame.IsTop && _isKnownToExtend)
        {
            return null;
        }

        StmtNode block = new BlockNode(node.Position, node.Name, node.Required, node.Scoped ? Locals(frame) : null);
        return frame.IsTop && _extendsSoFar > 0 ? new UnlessExtendedNode(node.Position, block) : block;
    }

    private StmtNode? Extends(ExtendsStmt node, CodeFrame frame)
    {
        if (!frame.IsTop)
        {
            throw new SyntaxFault("cannot use extend from a non top-level scope", node.Position);
        }

        var again = _isKnownToExtend;
        var first = _extendsSoFar == 0;
        _extendsSoFar++;
        // Within an if, whether the template extends another is known only when it runs.
        _isKnownToExtend |= frame.IsRoot;
        return again
            ? new FailNode(node.Position, JinjaErrorKind.Runtime, "extended multiple times")
            : new ExtendsNode(node.Position, expressions.Compile(node.Template, frame), !first);
    }

    private static LoopControlNode LoopControl(LoopControlStmt node, CodeFrame frame) => frame.InLoopBody
        ? new(node.Position, node.IsBreak)
        : throw new SyntaxFault(node.IsBreak ? "'break' outside loop" : "'continue' not properly in loop", node.Position);

    private static (string Name, int Hops, int Slot)[] Locals(CodeFrame frame) =>
        [.. frame.Symbols.Stored().Select(s => (s.Key, ExpressionCompiler.Hops(frame, s.Value), s.Value.Index))];

    private TransNode Trans(TransStmt node, CodeFrame frame) => new(
        node.Position, node, node.Count is null ? null : expressions.Compile(node.Count, frame), [.. node.Variables.Select(v => (v.Name, expressions.Compile(v.Value, frame)))], frame.Escape);

}
