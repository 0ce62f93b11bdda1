using Skills.Jinja.Ast;

namespace Skills.Jinja.Compilation;

/// <summary>Says which expressions Jinja evaluates while compiling. It shows in two places: under autoescape constants are joined without regard to markup, and a constant that cannot be sliced is merely missing.</summary>
internal static class Constants
{
    internal static bool IsConstant(Expr? expr) => expr switch
    {
        null or ConstExpr => true,
        SequenceExpr sequence => sequence.Items.TrueForAll(IsConstant),
        UnaryExpr unary => IsConstant(unary.Operand),
        BinaryExpr binary => IsConstant(binary.Left) && IsConstant(binary.Right),
        ChainExpr chain => chain.Items.TrueForAll(IsConstant),
        CompareExpr compare => IsConstant(compare.First) && compare.Rest.TrueForAll(static r => IsConstant(r.Operand)),
        ConditionalExpr conditional => IsConstant(conditional.Test) && IsConstant(conditional.Then) && conditional.Else is not null && IsConstant(conditional.Else),
        AttributeExpr attribute => IsConstant(attribute.Target),
        SliceExpr slice => IsConstant(slice.Start) && IsConstant(slice.Stop) && IsConstant(slice.Step),
        ItemExpr item => IsConstant(item.Target) && IsConstant(item.Key),
        FilterExpr filter => filter.Target is not null && IsConstant(filter.Target) && IsConstant(filter.Arguments) && !NeedsContext(filter),
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

    private static bool IsConstant(Arguments arguments) => arguments.Positional.TrueForAll(IsConstant)
        && arguments.Keywords.TrueForAll(static k => IsConstant(k.Value)) && IsConstant(arguments.Star) && IsConstant(arguments.DoubleStar);

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
