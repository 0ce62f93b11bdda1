namespace Skills.Jinja.Values;

internal enum ChainKind : byte
{
    And,
    Or,
    Concat,
}
