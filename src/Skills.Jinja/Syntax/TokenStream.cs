using Skills.Jinja.Text;

namespace Skills.Jinja.Syntax;

/// <summary>The tokens of a template with one token of look-ahead.</summary>
internal sealed class TokenStream
{
    private readonly Lexer _lexer;
    private Token? _ahead;

    internal TokenStream(Lexer lexer)
    {
        _lexer = lexer;
        Current = lexer.Next();
    }

    internal Token Current { get; private set; }

    /// <summary>Gives the current token and moves on.</summary>
    internal Token Next()
    {
        var token = Current;
        if (_ahead is { } ahead)
        {
            Current = ahead;
            _ahead = null;
        }
        else if (token.Type != TokenType.Eof)
        {
            Current = Placed(_lexer.Next(), token);
        }

        return token;
    }

    internal Token Look() => _ahead ??= Placed(_lexer.Next(), Current);

    internal bool SkipName(string name)
    {
        if (!Current.IsName(name))
        {
            return false;
        }

        Next();
        return true;
    }

    internal bool Skip(TokenType type)
    {
        if (Current.Type != type)
        {
            return false;
        }

        Next();
        return true;
    }

    internal Token Expect(TokenType type) => Current.Type == type ? Next() : throw Unexpected(Token.Describe(type), type);

    internal Token ExpectName(string name) => Current.IsName(name) ? Next() : throw Unexpected(name);

    // The end of a template is reported where its last token is, as Jinja does.
    private static Token Placed(Token token, Token before) => token.Type == TokenType.Eof ? token with { Start = before.Start } : token;

    private SyntaxFault Unexpected(string expected, TokenType? type = null) => Current.Type == TokenType.Eof
        ? new($"unexpected end of template, expected {Repr.Of(expected)}.", Current.Start)
        : new($"expected token {Repr.Of(expected)}, got {Repr.Of(Current.Describe())}", Current.Start) { Hint = SyntaxHints.ForToken(Current, type) };
}
