namespace Skills.Jinja.Ast;

internal enum ChainKind : byte
{
    And,
    Or,
    Concat,
}
