namespace Skills.Jinja.Syntax;

internal enum Opening : byte
{
    Block,
    Variable,
    Comment,
    LineStatement,
    LineComment,
}
