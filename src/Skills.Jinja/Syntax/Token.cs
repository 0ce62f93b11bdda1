namespace Skills.Jinja.Syntax;

/// <summary>A piece of a template. <see cref="Text"/> is the name, the decoded string or data, or the digits of a number.</summary>
internal readonly record struct Token(TokenType Type, int Start, string Text)
{
    internal bool IsName(string name) => Type == TokenType.Name && Text == name;

    /// <summary>What an error message calls the token, in Jinja's own words.</summary>
    internal string Describe() => Type == TokenType.Name ? Text : Describe(Type);

    internal static string Describe(TokenType type) => type switch
    {
        TokenType.Eof => "end of template",
        TokenType.Data => "template data / text",
        TokenType.VariableBegin => "begin of print statement",
        TokenType.VariableEnd => "end of print statement",
        TokenType.BlockBegin => "begin of statement block",
        TokenType.BlockEnd => "end of statement block",
        TokenType.Name => "name",
        TokenType.String => "string",
        TokenType.Integer => "integer",
        TokenType.Float => "float",
        TokenType.Add => "+",
        TokenType.Sub => "-",
        TokenType.Mul => "*",
        TokenType.Div => "/",
        TokenType.FloorDiv => "//",
        TokenType.Mod => "%",
        TokenType.Pow => "**",
        TokenType.Tilde => "~",
        TokenType.LParen => "(",
        TokenType.RParen => ")",
        TokenType.LBracket => "[",
        TokenType.RBracket => "]",
        TokenType.LBrace => "{",
        TokenType.RBrace => "}",
        TokenType.Eq => "==",
        TokenType.Ne => "!=",
        TokenType.Gt => ">",
        TokenType.GtEq => ">=",
        TokenType.Lt => "<",
        TokenType.LtEq => "<=",
        TokenType.Assign => "=",
        TokenType.Dot => ".",
        TokenType.Colon => ":",
        TokenType.Pipe => "|",
        TokenType.Comma => ",",
        _ => ";",
    };
}
