using System.Numerics;
using System.Text;
using Skills.Jinja.Ast;
using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Syntax;

/// <summary>Reads what an expression is built of: names, literals, lists, dicts and parentheses.</summary>
internal sealed class OperandParser(TokenStream tokens, ExpressionParser expressions)
{
    internal Expr Parse()
    {
        var token = tokens.Current;
        switch (token.Type)
        {
            case TokenType.Name:
                tokens.Next();
                return token.Text switch
                {
                    "true" or "True" => new ConstExpr(token.Start, Value.True),
                    "false" or "False" => new ConstExpr(token.Start, Value.False),
                    "none" or "None" => new ConstExpr(token.Start, Value.None),
                    _ => new NameExpr(token.Start, token.Text),
                };
            case TokenType.String:
                return ParseString();
            case TokenType.Integer:
                tokens.Next();
                return new ConstExpr(token.Start, Value.Of(Integer(token)));
            case TokenType.Float:
                tokens.Next();
                return new ConstExpr(token.Start, Value.Of(NumberReader.ParseFloat(token.Text)));
            case TokenType.LParen:
                tokens.Next();
                var inner = expressions.ParseTuple(parenthesised: true);
                tokens.Expect(TokenType.RParen);
                return inner;
            case TokenType.LBracket:
                return ParseList();
            case TokenType.LBrace:
                return ParseDict();
            default:
                throw new SyntaxFault($"unexpected {Repr.Of(token.Describe())}", token.Start);
        }
    }

    // https://docs.python.org/3/library/stdtypes.html#int-max-str-digits
    internal static BigInteger Integer(Token token) => token.Text.Length > 4300
        ? throw new SyntaxFault("Exceeds the limit (4300 digits) for integer string conversion", token.Start)
        : NumberReader.ParseInteger(token.Text);

    private ConstExpr ParseString()
    {
        var token = tokens.Next();
        if (tokens.Current.Type != TokenType.String)
        {
            return new(token.Start, Value.Of(token.Text));
        }

        // Adjacent literals are one, as in Python.
        var text = new StringBuilder(token.Text);
        while (tokens.Current.Type == TokenType.String)
        {
            text.Append(tokens.Next().Text);
        }

        return new(token.Start, Value.Of(text.ToString()));
    }

    private SequenceExpr ParseList()
    {
        var token = tokens.Expect(TokenType.LBracket);
        var items = new List<Expr>();
        while (tokens.Current.Type != TokenType.RBracket)
        {
            if (items.Count > 0)
            {
                tokens.Expect(TokenType.Comma);
            }

            if (tokens.Current.Type == TokenType.RBracket)
            {
                break;
            }

            items.Add(expressions.Parse());
        }

        tokens.Expect(TokenType.RBracket);
        return expressions.Checked(new SequenceExpr(token.Start, ValueKind.List, items));
    }

    private SequenceExpr ParseDict()
    {
        var token = tokens.Expect(TokenType.LBrace);
        var items = new List<Expr>();
        while (tokens.Current.Type != TokenType.RBrace)
        {
            if (items.Count > 0)
            {
                tokens.Expect(TokenType.Comma);
            }

            if (tokens.Current.Type == TokenType.RBrace)
            {
                break;
            }

            items.Add(expressions.Parse());
            tokens.Expect(TokenType.Colon);
            items.Add(expressions.Parse());
        }

        tokens.Expect(TokenType.RBrace);
        return expressions.Checked(new SequenceExpr(token.Start, ValueKind.Dict, items));
    }
}
