using Skills.Jinja.Values;

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
            Current = _lexer.Next();
        }

        return token;
    }

    internal Token Look() => _ahead ??= _lexer.Next();

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

    internal Token Expect(TokenType type) => Current.Type == type ? Next() : throw Unexpected(Token.Describe(type));

    internal Token ExpectName(string name) => Current.IsName(name) ? Next() : throw Unexpected(name);

    private SyntaxFault Unexpected(string expected) => Current.Type == TokenType.Eof
        ? new($"unexpected end of template, expected {Repr.Of(expected)}.", Current.Start)
        : new($"expected token {Repr.Of(expected)}, got {Repr.Of(Current.Describe())}", Current.Start);
}
