using Skills.Jinja.Values;

namespace Skills.Jinja.Ast;

internal sealed class ConstExpr(int position, Value value) : Expr(position)
{
    internal Value Value => value;
}

internal sealed class NameExpr(int position, string name) : Expr(position)
{
    internal string Name => name;
}

/// <summary>A tuple, list or, with keys and values alternating, a dict.</summary>
internal sealed class SequenceExpr : Expr
{
    internal SequenceExpr(int position, ValueKind kind, List<Expr> items)
        : base(position)
    {
        (Kind, Items) = (kind, items);
        Height = Over(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(items)!);
    }

    internal ValueKind Kind { get; }

    internal List<Expr> Items { get; }

    internal override void VisitChildren(NodeVisitor visitor) => visitor.VisitAll(Items);
}

/// <summary><c>-x</c>, <c>+x</c> or <c>not x</c> (token Name).</summary>
internal sealed class UnaryExpr : Expr
{
    internal UnaryExpr(int position, Operator op, Expr operand)
        : base(position)
    {
        (Operator, Operand) = (op, operand);
        Height = Over(operand);
    }

    internal Operator Operator { get; }

    internal Expr Operand { get; }

    internal override void VisitChildren(NodeVisitor visitor) => visitor.Visit(Operand);
}

internal sealed class BinaryExpr : Expr
{
    internal BinaryExpr(int position, Operator op, Expr left, Expr right)
        : base(position)
    {
        (Operator, Left, Right) = (op, left, right);
        Height = Over(left, right);
    }

    internal Operator Operator { get; }

    internal Expr Left { get; }

    internal Expr Right { get; }

    internal override void VisitChildren(NodeVisitor visitor)
    {
        visitor.Visit(Left);
        visitor.Visit(Right);
    }
}

/// <summary><c>and</c> or <c>or</c>, or <c>~</c>, over any number of operands.</summary>
internal sealed class ChainExpr : Expr
{
    internal ChainExpr(int position, ChainKind kind, List<Expr> items)
        : base(position)
    {
        (Kind, Items) = (kind, items);
        Height = Over(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(items)!);
    }

    internal ChainKind Kind { get; }

    internal List<Expr> Items { get; }

    internal override void VisitChildren(NodeVisitor visitor) => visitor.VisitAll(Items);
}

/// <summary><c>a &lt; b &lt; c</c>: each operand is evaluated once.</summary>
internal sealed class CompareExpr : Expr
{
    internal CompareExpr(int position, Expr first, List<(CompareOp Op, Expr Operand)> rest)
        : base(position)
    {
        (First, Rest) = (first, rest);
        Height = Math.Max(first.Height, rest.Max(static r => r.Operand.Height)) + 1;
    }

    internal Expr First { get; }

    internal List<(CompareOp Op, Expr Operand)> Rest { get; }

    internal override void VisitChildren(NodeVisitor visitor)
    {
        visitor.Visit(First);
        foreach (var (_, operand) in Rest)
        {
            visitor.Visit(operand);
        }
    }
}

internal sealed class ConditionalExpr : Expr
{
    internal ConditionalExpr(int position, Expr test, Expr then, Expr? otherwise)
        : base(position)
    {
        (Test, Then, Else) = (test, then, otherwise);
        Height = Over(test, then, otherwise);
    }

    internal Expr Test { get; }

    internal Expr Then { get; }

    internal Expr? Else { get; }

    internal override void VisitChildren(NodeVisitor visitor)
    {
        visitor.Visit(Test);
        visitor.Visit(Then);
        visitor.Visit(Else);
    }
}

internal sealed class AttributeExpr : Expr
{
    internal AttributeExpr(int position, Expr target, string name)
        : base(position)
    {
        (Target, Name) = (target, name);
        Height = Over(target);
    }

    internal Expr Target { get; }

    internal string Name { get; }

    internal override void VisitChildren(NodeVisitor visitor) => visitor.Visit(Target);
}

internal sealed class ItemExpr : Expr
{
    internal ItemExpr(int position, Expr target, Expr key)
        : base(position)
    {
        (Target, Key) = (target, key);
        Height = Over(target, key);
    }

    internal Expr Target { get; }

    internal Expr Key { get; }

    internal override void VisitChildren(NodeVisitor visitor)
    {
        visitor.Visit(Target);
        visitor.Visit(Key);
    }
}

/// <summary>The part between the brackets of <c>x[a:b:c]</c>.</summary>
internal sealed class SliceExpr : Expr
{
    internal SliceExpr(int position, Expr? start, Expr? stop, Expr? step)
        : base(position)
    {
        (Start, Stop, Step) = (start, stop, step);
        Height = Over(start, stop, step);
    }

    internal Expr? Start { get; }

    internal Expr? Stop { get; }

    internal Expr? Step { get; }

    internal override void VisitChildren(NodeVisitor visitor)
    {
        visitor.Visit(Start);
        visitor.Visit(Stop);
        visitor.Visit(Step);
    }
}

/// <summary>The arguments of a call, a filter or a test.</summary>
internal sealed class Arguments
{
    internal static readonly Arguments None = new([], [], null, null);

    internal Arguments(List<Expr> positional, List<(string Name, Expr Value)> keywords, Expr? star, Expr? doubleStar)
    {
        (Positional, Keywords, Star, DoubleStar) = (positional, keywords, star, doubleStar);
        foreach (var expr in positional)
        {
            Height = Math.Max(Height, expr.Height);
        }

        foreach (var (_, value) in keywords)
        {
            Height = Math.Max(Height, value.Height);
        }

        Height = Math.Max(Height, Math.Max(star?.Height ?? 0, doubleStar?.Height ?? 0));
    }

    internal List<Expr> Positional { get; }

    internal List<(string Name, Expr Value)> Keywords { get; }

    internal Expr? Star { get; }

    internal Expr? DoubleStar { get; }

    internal int Height { get; }

    internal void Visit(NodeVisitor visitor)
    {
        visitor.VisitAll(Positional);
        foreach (var (_, value) in Keywords)
        {
            visitor.Visit(value);
        }

        visitor.Visit(Star);
        visitor.Visit(DoubleStar);
    }
}

internal sealed class CallExpr : Expr
{
    internal CallExpr(int position, Expr target, Arguments arguments)
        : base(position)
    {
        (Target, Arguments) = (target, arguments);
        Height = Math.Max(target.Height, arguments.Height) + 1;
    }

    internal Expr Target { get; }

    internal Arguments Arguments { get; }

    internal override void VisitChildren(NodeVisitor visitor)
    {
        visitor.Visit(Target);
        Arguments.Visit(visitor);
    }
}

/// <summary>A filter, or a test when <see cref="IsTest"/>. The target is null in a filter block.</summary>
internal sealed class FilterExpr : Expr
{
    internal FilterExpr(int position, Expr? target, string name, Arguments arguments, bool isTest)
        : base(position)
    {
        (Target, Name, Arguments, IsTest) = (target, name, arguments, isTest);
        Height = Math.Max(target?.Height ?? 0, arguments.Height) + 1;
    }

    internal Expr? Target { get; }

    internal string Name { get; }

    internal Arguments Arguments { get; }

    internal bool IsTest { get; }

    internal override void VisitChildren(NodeVisitor visitor)
    {
        visitor.Visit(Target);
        Arguments.Visit(visitor);
    }
}
