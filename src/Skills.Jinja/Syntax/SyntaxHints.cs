namespace Skills.Jinja.Syntax;

/// <summary>What to write instead of operators of other languages.</summary>
internal static class SyntaxHints
{
    /// <summary>A hint for a character that begins no token; null for none.</summary>
    internal static string? ForCharacter(string text, int position) => text[position] switch
    {
        '&' when position + 1 < text.Length && text[position + 1] == '&' => "Write 'and' instead of '&&'.",
        '!' => "Write 'not x' instead of '!x'.",
        '?' => "There is no '?' operator. A missing member is undefined: use 'x if y else z', or the 'default' filter.",
        '\'' or '"' => "The string that starts here is not closed.",
        '`' => "Strings are written in single or double quotes.",
        '^' => "Write '**' for a power.",
        _ => null,
    };

    /// <summary>A hint for a token that may not stand where it does; null for none.</summary>
    internal static string? ForToken(Token token, TokenType? expected) => token switch
    {
        { Type: TokenType.Assign } => "Compare with '==', and assign with '{% set x = y %}'.",
        { Type: TokenType.Name, Text: "if" } when expected == TokenType.BlockEnd => "Write 'elif' instead of 'else if'.",
        { Type: TokenType.Pipe } when expected == TokenType.Name => "Write 'or' instead of '||'.",
        { Type: TokenType.LBrace } => "Inside a tag, names are written without braces.",
        _ => null,
    };
}
