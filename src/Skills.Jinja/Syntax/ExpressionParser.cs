using System.Numerics;
using Skills.Jinja.Ast;
using Skills.Jinja.Values;

namespace Skills.Jinja.Syntax;

/// <summary>Reads expressions. Precedence, low to high: ternary, or, and, not, comparisons, + and -, ~, * / // %, **, unary, postfix, filters and tests.</summary>
internal sealed class ExpressionParser(TokenStream tokens, int maxDepth)
{
    private int _depth;

    /// <summary>One expression, with a ternary unless told otherwise.</summary>
    internal Expr Parse(bool withTernary = true)
    {
        Deeper();
        var expr = withTernary ? ParseTernary() : ParseOr();
        _depth--;
        return expr;
    }

    /// <summary>An expression, or a tuple without parentheses.</summary>
    internal Expr ParseTuple(bool withTernary = true, bool parenthesised = false)
    {
        var position = tokens.Current.Start;
        var items = new List<Expr>();
        var isTuple = false;
        while (true)
        {
            if (items.Count > 0)
            {
                tokens.Expect(TokenType.Comma);
            }

            if (IsTupleEnd())
            {
                break;
            }

            items.Add(Parse(withTernary));
            if (tokens.Current.Type != TokenType.Comma)
            {
                break;
            }

            isTuple = true;
        }

        if (!isTuple && items.Count > 0)
        {
            return items[0];
        }

        if (!isTuple && !parenthesised)
        {
            throw new SyntaxFault($"Expected an expression, got {Repr.Of(tokens.Current.Describe())}", tokens.Current.Start);
        }

        return Checked(new SequenceExpr(position, ValueKind.Tuple, items));
    }

    internal bool IsTupleEnd() => tokens.Current.Type is TokenType.VariableEnd or TokenType.BlockEnd or TokenType.RParen;

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
            var name = DottedName(token.Text);
            var arguments = tokens.Current.Type == TokenType.LParen ? ParseArguments() : Arguments.None;
            target = result = Checked(new FilterExpr(token.Start, target, name, arguments, false));
            startInline = false;
        }

        return result;
    }

    internal Expr ParsePrimary()
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
                var inner = ParseTuple(parenthesised: true);
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

    private static BigInteger Integer(Token token) => token.Text.Length > 4300
        ? throw new SyntaxFault("Exceeds the limit (4300 digits) for integer string conversion", token.Start)
        : NumberReader.ParseInteger(token.Text);

    private void Deeper()
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        if (++_depth > maxDepth)
        {
            throw TooDeep(tokens.Current.Start);
        }
    }

    private SyntaxFault TooDeep(int position) =>
        new($"The expression is nested deeper than MaxSyntaxDepth = {maxDepth}.", position, JinjaErrorKind.Limit);

    // A long chain such as a.b.c or a + b + c makes a deep tree without deep parsing.
    private T Checked<T>(T expr)
        where T : Expr => expr.Height > maxDepth + 20 ? throw TooDeep(expr.Position) : expr;

    private Expr ParseTernary()
    {
        var position = tokens.Current.Start;
        var expr = ParseOr();
        while (tokens.SkipName("if"))
        {
            var test = ParseOr();
            Expr? otherwise = null;
            if (tokens.SkipName("else"))
            {
                Deeper();
                otherwise = ParseTernary();
                _depth--;
            }

            expr = Checked(new ConditionalExpr(position, test, expr, otherwise));
        }

        return expr;
    }

    private Expr ParseOr() => ParseChain(ChainKind.Or, "or", ParseAnd);

    private Expr ParseAnd() => ParseChain(ChainKind.And, "and", ParseNot);

    private Expr ParseChain(ChainKind kind, string name, Func<Expr> operand)
    {
        var position = tokens.Current.Start;
        var first = operand();
        if (!tokens.Current.IsName(name))
        {
            return first;
        }

        var items = new List<Expr> { first };
        while (tokens.SkipName(name))
        {
            items.Add(operand());
        }

        return Checked(new ChainExpr(position, kind, items));
    }

    private Expr ParseNot()
    {
        if (!tokens.Current.IsName("not"))
        {
            return ParseCompare();
        }

        var position = tokens.Next().Start;
        Deeper();
        var operand = ParseNot();
        _depth--;
        return Checked(new UnaryExpr(position, TokenType.Name, operand));
    }

    private Expr ParseCompare()
    {
        var position = tokens.Current.Start;
        var first = ParseSum();
        List<(CompareOp, Expr)>? rest = null;
        while (CompareOperator() is { } op)
        {
            (rest ??= []).Add((op, ParseSum()));
        }

        return rest is null ? first : Checked(new CompareExpr(position, first, rest));
    }

    private CompareOp? CompareOperator()
    {
        var op = tokens.Current.Type switch
        {
            TokenType.Eq => CompareOp.Eq,
            TokenType.Ne => CompareOp.Ne,
            TokenType.Gt => CompareOp.Gt,
            TokenType.GtEq => CompareOp.GtEq,
            TokenType.Lt => CompareOp.Lt,
            TokenType.LtEq => CompareOp.LtEq,
            TokenType.Name when tokens.Current.Text == "in" => CompareOp.In,
            TokenType.Name when tokens.Current.Text == "not" && tokens.Look().IsName("in") => CompareOp.NotIn,
            _ => (CompareOp?)null,
        };
        if (op is not null)
        {
            tokens.Next();
            if (op == CompareOp.NotIn)
            {
                tokens.Next();
            }
        }

        return op;
    }

    private Expr ParseSum()
    {
        var left = ParseConcat();
        while (tokens.Current.Type is TokenType.Add or TokenType.Sub)
        {
            var op = tokens.Next();
            left = Checked(new BinaryExpr(op.Start, op.Type, left, ParseConcat()));
        }

        return left;
    }

    private Expr ParseConcat()
    {
        var position = tokens.Current.Start;
        var first = ParseProduct();
        if (tokens.Current.Type != TokenType.Tilde)
        {
            return first;
        }

        var items = new List<Expr> { first };
        while (tokens.Current.Type == TokenType.Tilde)
        {
            tokens.Next();
            items.Add(ParseProduct());
        }

        return Checked(new ChainExpr(position, ChainKind.Concat, items));
    }

    private Expr ParseProduct()
    {
        var left = ParsePower();
        while (tokens.Current.Type is TokenType.Mul or TokenType.Div or TokenType.FloorDiv or TokenType.Mod)
        {
            var op = tokens.Next();
            left = Checked(new BinaryExpr(op.Start, op.Type, left, ParsePower()));
        }

        return left;
    }

    private Expr ParsePower()
    {
        var left = ParseUnary(true);
        while (tokens.Current.Type == TokenType.Pow)
        {
            var op = tokens.Next();
            left = Checked(new BinaryExpr(op.Start, TokenType.Pow, left, ParseUnary(true)));
        }

        return left;
    }

    private Expr ParseUnary(bool withFilter)
    {
        Expr expr;
        if (tokens.Current.Type is TokenType.Sub or TokenType.Add)
        {
            var op = tokens.Next();
            Deeper();
            expr = Checked(new UnaryExpr(op.Start, op.Type, ParseUnary(false)));
            _depth--;
        }
        else
        {
            expr = ParsePrimary();
        }

        expr = ParsePostfix(expr);
        return withFilter ? ParseFilterChain(expr) : expr;
    }

    private ConstExpr ParseString()
    {
        var token = tokens.Next();
        var text = token.Text;
        while (tokens.Current.Type == TokenType.String)
        {
            text += tokens.Next().Text;
        }

        return new(token.Start, Value.Of(text));
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

            items.Add(Parse());
        }

        tokens.Expect(TokenType.RBracket);
        return Checked(new SequenceExpr(token.Start, ValueKind.List, items));
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

            items.Add(Parse());
            tokens.Expect(TokenType.Colon);
            items.Add(Parse());
        }

        tokens.Expect(TokenType.RBrace);
        return Checked(new SequenceExpr(token.Start, ValueKind.Dict, items));
    }

    private Expr ParsePostfix(Expr expr)
    {
        while (true)
        {
            switch (tokens.Current.Type)
            {
                case TokenType.Dot:
                    expr = Checked(ParseAttribute(expr));
                    break;
                case TokenType.LBracket:
                    expr = Checked(ParseItem(expr));
                    break;
                case TokenType.LParen:
                    expr = Checked(new CallExpr(tokens.Current.Start, expr, ParseArguments()));
                    break;
                default:
                    return expr;
            }
        }
    }

    private Expr ParseFilterChain(Expr expr)
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
                expr = Checked(new CallExpr(tokens.Current.Start, expr, ParseArguments()));
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
            TokenType.Integer => new ItemExpr(name.Start, expr, new ConstExpr(name.Start, Value.Of(Integer(name)))),
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
        return new(token.Start, expr, keys.Count == 1 ? keys[0] : Checked(new SequenceExpr(token.Start, ValueKind.Tuple, keys)));
    }

    private Expr ParseKey()
    {
        var position = tokens.Current.Start;
        Expr? start = null;
        if (tokens.Current.Type != TokenType.Colon)
        {
            start = Parse();
            if (tokens.Current.Type != TokenType.Colon)
            {
                return start;
            }
        }

        tokens.Next();
        var stop = tokens.Current.Type is TokenType.Colon or TokenType.RBracket or TokenType.Comma ? null : Parse();
        Expr? step = null;
        if (tokens.Current.Type == TokenType.Colon)
        {
            tokens.Next();
            step = tokens.Current.Type is TokenType.RBracket or TokenType.Comma ? null : Parse();
        }

        return Checked(new SliceExpr(position, start, stop, step));
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
        else if (tokens.Current.Type is TokenType.Name or TokenType.String or TokenType.Integer or TokenType.Float or TokenType.LBracket or TokenType.LBrace
            && !(tokens.Current.IsName("else") || tokens.Current.IsName("or") || tokens.Current.IsName("and")))
        {
            if (tokens.Current.IsName("is"))
            {
                throw new SyntaxFault("You cannot chain multiple tests with is", tokens.Current.Start);
            }

            arguments = new([ParsePostfix(ParsePrimary())], [], null, null);
        }

        var test = Checked(new FilterExpr(position, target, name, arguments, true));
        return negated ? Checked(new UnaryExpr(position, TokenType.Name, test)) : test;
    }

    private string DottedName(string name)
    {
        while (tokens.Current.Type == TokenType.Dot)
        {
            tokens.Next();
            name += "." + tokens.Expect(TokenType.Name).Text;
        }

        return name;
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
                star = Parse();
            }
            else if (tokens.Current.Type == TokenType.Pow)
            {
                Ensure(doubleStar is null);
                tokens.Next();
                doubleStar = Parse();
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

                keywords.Add((name.Text, Parse()));
            }
            else
            {
                Ensure(star is null && doubleStar is null && keywords.Count == 0);
                positional.Add(Parse());
            }

            more = true;
        }

        tokens.Expect(TokenType.RParen);
        return new(positional, keywords, star, doubleStar);
    }
}
