namespace Skills.Jinja.Syntax;

internal enum TokenType : byte
{
    Eof, Data, VariableBegin, VariableEnd, BlockBegin, BlockEnd, Name, String, Integer, Float,
    Add, Sub, Mul, Div, FloorDiv, Mod, Pow, Tilde, LParen, RParen, LBracket, RBracket, LBrace, RBrace,
    Eq, Ne, Gt, GtEq, Lt, LtEq, Assign, Dot, Colon, Pipe, Comma, Semicolon,
}
