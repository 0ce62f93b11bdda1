using Skills.Jinja.Ast;
using Skills.Jinja.Rendering;
using Skills.Jinja.Values;

namespace Skills.Jinja.Compilation;

/// <summary>Says which expressions Jinja evaluates while compiling. It shows in two places: under autoescape constants are joined without regard to markup, and a constant that cannot be sliced is merely missing.</summary>
internal static class Constants
{
    /// <param name="expr">The expression; none is constant.</param>
    /// <param name="escape">Where autoescape is only known at run time, no filter is constant.</param>
    internal static bool IsConstant(Expr? expr, EscapeMode escape) => expr switch
    {
        null or ConstExpr => true,
        SequenceExpr sequence => All(sequence.Items, escape),
        UnaryExpr unary => IsConstant(unary.Operand, escape),
        BinaryExpr binary => IsConstant(binary.Left, escape) && IsConstant(binary.Right, escape),
        ChainExpr chain => All(chain.Items, escape),
        CompareExpr compare => IsConstant(compare.First, escape) && compare.Rest.TrueForAll(r => IsConstant(r.Operand, escape)),
        ConditionalExpr { Test: ConstExpr test } conditional when Types.Truthy(test.Value) => IsConstant(conditional.Then, escape),
        ConditionalExpr conditional => IsConstant(conditional.Test, escape) && IsConstant(conditional.Then, escape) && conditional.Else is not null && IsConstant(conditional.Else, escape),
        AttributeExpr attribute => IsConstant(attribute.Target, escape),
        SliceExpr slice => IsConstant(slice.Start, escape) && IsConstant(slice.Stop, escape) && IsConstant(slice.Step, escape),
        ItemExpr item => IsConstant(item.Target, escape) && IsConstant(item.Key, escape),
        FilterExpr filter => escape != EscapeMode.Volatile && filter.Target is not null && IsConstant(filter.Target, escape) && IsConstant(filter.Arguments, escape) && !NeedsContext(filter),
        _ => false,
    };

    /// <summary>Whether an expression may come out constant (an <c>or</c> may never look at its names) and slices a constant on the way.</summary>
    internal static bool MayFoldSlice(Expr expr) => MayBeConstant(expr) && SliceFinder.Finds(expr);

    internal static bool NeedsContext(FilterExpr filter) => !filter.IsTest && filter.Name is "map" or "select" or "reject" or "selectattr" or "rejectattr" or "random";

    private static bool MayBeConstant(Expr expr) => expr switch
    {
        ChainExpr { Kind: not ChainKind.Concat } chain => MayBeConstant(chain.Items[0]),
        CompareExpr compare => MayBeConstant(compare.First) && MayBeConstant(compare.Rest[0].Operand),
        ConditionalExpr conditional => MayBeConstant(conditional.Test) && (MayBeConstant(conditional.Then) || (conditional.Else is not null && MayBeConstant(conditional.Else))),
        SequenceExpr sequence => sequence.Items.TrueForAll(MayBeConstant),
        UnaryExpr unary => MayBeConstant(unary.Operand),
        BinaryExpr binary => MayBeConstant(binary.Left) && MayBeConstant(binary.Right),
        ChainExpr chain => chain.Items.TrueForAll(MayBeConstant),
        AttributeExpr attribute => MayBeConstant(attribute.Target),
        ItemExpr item => MayBeConstant(item.Target),
        FilterExpr filter => filter.Target is not null && MayBeConstant(filter.Target) && !NeedsContext(filter),
        ConstExpr or SliceExpr => true,
        _ => false,
    };

    private static bool All(List<Expr> items, EscapeMode escape) => items.TrueForAll(item => IsConstant(item, escape));

    private static bool IsConstant(Arguments arguments, EscapeMode escape) => All(arguments.Positional, escape)
        && arguments.Keywords.TrueForAll(k => IsConstant(k.Value, escape)) && IsConstant(arguments.Star, escape) && IsConstant(arguments.DoubleStar, escape);

    private sealed class SliceFinder : NodeVisitor
    {
        private bool _found;

        internal static bool Finds(Expr expr)
        {
            var finder = new SliceFinder();
            finder.Visit(expr);
            return finder._found;
        }

        internal override void Visit(Node? node)
        {
            _found |= node is ItemExpr { Key: SliceExpr } item && MayBeConstant(item.Target);
            if (!_found)
            {
                base.Visit(node);
            }
        }
    }
}
