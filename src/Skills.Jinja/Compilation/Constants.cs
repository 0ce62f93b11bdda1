using Skills.Jinja.Ast;

namespace Skills.Jinja.Compilation;

/// <summary>Says which expressions Jinja evaluates while compiling. It shows only under autoescape, where constants are joined without regard to markup.</summary>
internal static class Constants
{
    internal static bool IsConstant(Expr? expr) => expr switch
    {
        null or ConstExpr => true,
        SequenceExpr sequence => sequence.Items.TrueForAll(IsConstant),
        UnaryExpr unary => IsConstant(unary.Operand),
        BinaryExpr binary => IsConstant(binary.Left) && IsConstant(binary.Right),
        ChainExpr chain => chain.Items.TrueForAll(IsConstant),
        ConditionalExpr conditional => IsConstant(conditional.Test) && IsConstant(conditional.Then) && conditional.Else is not null && IsConstant(conditional.Else),
        SliceExpr slice => IsConstant(slice.Start) && IsConstant(slice.Stop) && IsConstant(slice.Step),
        ItemExpr item => IsConstant(item.Target) && IsConstant(item.Key),
        FilterExpr filter => filter.Target is not null && IsConstant(filter.Target) && IsConstant(filter.Arguments) && !NeedsContext(filter.Name),
        _ => false,
    };

    private static bool IsConstant(Arguments arguments) => arguments.Positional.TrueForAll(IsConstant)
        && arguments.Keywords.TrueForAll(static k => IsConstant(k.Value)) && IsConstant(arguments.Star) && IsConstant(arguments.DoubleStar);

    private static bool NeedsContext(string filter) => filter is "map" or "select" or "reject" or "selectattr" or "rejectattr" or "random";
}
