namespace Skills.Jinja.Values;

internal enum CompareOp : byte
{
    Eq,
    Ne,
    Gt,
    GtEq,
    Lt,
    LtEq,
    In,
    NotIn,
}
