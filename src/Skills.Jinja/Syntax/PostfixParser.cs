using System.Text;
using Skills.Jinja.Ast;
using Skills.Jinja.Values;

namespace Skills.Jinja.Syntax;

/// <summary>Reads what follows an operand: attributes, items, calls, filters and tests.</summary>
internal sealed class PostfixParser(TokenStream tokens, ExpressionParser expressions, OperandParser operands)
{
    /// <summary>The filters behind a value, or behind nothing for filter and set blocks.</summary>
    internal FilterExpr? ParseFilters(Expr? target, bool startInline = false)
    {
        var result = target as FilterExpr;
        while (tokens.Current.Type == TokenType.Pipe || startInline)
        {
            if (!startInline)
            {
                tokens.Next();
            }

            var token = tokens.Expect(TokenType.Name);
            // Names of filters and tests may hold dots, which are part of the name.
            var name = DottedName(token.Text);
            var arguments = tokens.Current.Type == TokenType.LParen ? ParseArguments() : Arguments.None;
            target = result = expressions.Checked(new FilterExpr(token.Start, target, name, arguments, false));
            startInline = false;
        }

        return result;
    }

    internal Expr ParsePostfix(Expr expr)
    {
        while (true)
        {
            switch (tokens.Current.Type)
            {
                case TokenType.Dot:
                    expr = expressions.Checked(ParseAttribute(expr));
                    break;
                case TokenType.LBracket:
                    expr = expressions.Checked(ParseItem(expr));
                    break;
                case TokenType.LParen:
                    expr = expressions.Checked(new CallExpr(tokens.Current.Start, expr, ParseArguments()));
                    break;
                default:
                    return expr;
            }
        }
    }

    internal Expr ParseFilterChain(Expr expr)
    {
        while (true)
        {
            if (tokens.Current.Type == TokenType.Pipe)
            {
                expr = ParseFilters(expr)!;
            }
            else if (tokens.Current.IsName("is"))
            {
                expr = ParseTest(expr);
            }
            else if (tokens.Current.Type == TokenType.LParen)
            {
                expr = expressions.Checked(new CallExpr(tokens.Current.Start, expr, ParseArguments()));
            }
            else
            {
                return expr;
            }
        }
    }

    private Expr ParseAttribute(Expr expr)
    {
        tokens.Next();
        var name = tokens.Next();
        return name.Type switch
        {
            TokenType.Name => new AttributeExpr(name.Start, expr, name.Text),
            // Jinja takes items.0 for items[0].
            TokenType.Integer => new ItemExpr(name.Start, expr, new ConstExpr(name.Start, Value.Of(OperandParser.Integer(name)))),
            _ => throw new SyntaxFault("expected name or number", name.Start),
        };
    }

    private ItemExpr ParseItem(Expr expr)
    {
        var token = tokens.Next();
        var keys = new List<Expr>();
        while (tokens.Current.Type != TokenType.RBracket)
        {
            if (keys.Count > 0)
            {
                tokens.Expect(TokenType.Comma);
            }

            keys.Add(ParseKey());
        }

        tokens.Expect(TokenType.RBracket);
        return new(token.Start, expr, keys.Count == 1 ? keys[0] : expressions.Checked(new SequenceExpr(token.Start, ValueKind.Tuple, keys)));
    }

    private Expr ParseKey()
    {
        var position = tokens.Current.Start;
        Expr? start = null;
        if (tokens.Current.Type != TokenType.Colon)
        {
            start = expressions.Parse();
            if (tokens.Current.Type != TokenType.Colon)
            {
                return start;
            }
        }

        tokens.Next();
        var stop = tokens.Current.Type is TokenType.Colon or TokenType.RBracket or TokenType.Comma ? null : expressions.Parse();
        Expr? step = null;
        if (tokens.Current.Type == TokenType.Colon)
        {
            tokens.Next();
            step = tokens.Current.Type is TokenType.RBracket or TokenType.Comma ? null : expressions.Parse();
        }

        return expressions.Checked(new SliceExpr(position, start, stop, step));
    }

    private Expr ParseTest(Expr target)
    {
        var position = tokens.Next().Start;
        var negated = tokens.SkipName("not");
        var name = DottedName(tokens.Expect(TokenType.Name).Text);
        var arguments = Arguments.None;
        if (tokens.Current.Type == TokenType.LParen)
        {
            arguments = ParseArguments();
        }
        // A test takes one argument without parentheses: x is divisibleby 3.
        else if (tokens.Current.Type is TokenType.Name or TokenType.String or TokenType.Integer or TokenType.Float or TokenType.LBracket or TokenType.LBrace
            && !(tokens.Current.IsName("else") || tokens.Current.IsName("or") || tokens.Current.IsName("and")))
        {
            if (tokens.Current.IsName("is"))
            {
                throw new SyntaxFault("You cannot chain multiple tests with is", tokens.Current.Start);
            }

            arguments = new([ParsePostfix(operands.Parse())], [], null, null);
        }

        var test = expressions.Checked(new FilterExpr(position, target, name, arguments, true));
        return negated ? expressions.Checked(new UnaryExpr(position, Operator.Not, test)) : test;
    }

    private string DottedName(string name)
    {
        if (tokens.Current.Type != TokenType.Dot)
        {
            return name;
        }

        var whole = new StringBuilder(name);
        while (tokens.Current.Type == TokenType.Dot)
        {
            tokens.Next();
            whole.Append('.').Append(tokens.Expect(TokenType.Name).Text);
        }

        return whole.ToString();
    }

    private Arguments ParseArguments()
    {
        var open = tokens.Expect(TokenType.LParen);
        var positional = new List<Expr>();
        var keywords = new List<(string, Expr)>();
        Expr? star = null;
        Expr? doubleStar = null;
        var more = false;

        void Ensure(bool valid)
        {
            if (!valid)
            {
                throw new SyntaxFault("invalid syntax for function call expression", open.Start);
            }
        }

        while (tokens.Current.Type != TokenType.RParen)
        {
            if (more)
            {
                tokens.Expect(TokenType.Comma);
                if (tokens.Current.Type == TokenType.RParen)
                {
                    break;
                }
            }

            if (tokens.Current.Type == TokenType.Mul)
            {
                Ensure(star is null && doubleStar is null);
                tokens.Next();
                star = expressions.Parse();
            }
            else if (tokens.Current.Type == TokenType.Pow)
            {
                Ensure(doubleStar is null);
                tokens.Next();
                doubleStar = expressions.Parse();
            }
            else if (tokens.Current.Type == TokenType.Name && tokens.Look().Type == TokenType.Assign)
            {
                Ensure(doubleStar is null);
                var name = tokens.Next();
                tokens.Next();
                if (keywords.Exists(k => k.Item1 == name.Text))
                {
                    throw new SyntaxFault($"keyword argument repeated: {name.Text}", name.Start);
                }

                keywords.Add((name.Text, expressions.Parse()));
            }
            else
            {
                Ensure(star is null && doubleStar is null && keywords.Count == 0);
                positional.Add(expressions.Parse());
            }

            more = true;
        }

        tokens.Expect(TokenType.RParen);
        return new(positional, keywords, star, doubleStar);
    }
}
