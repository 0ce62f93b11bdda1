namespace Skills.Jinja.Ast;

/// <summary>An operator with one or two operands, other than comparisons.</summary>
internal enum Operator : byte
{
    Add,
    Sub,
    Mul,
    Div,
    FloorDiv,
    Mod,
    Pow,
    Not,
}
