using Skills.Jinja.Ast;
using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Syntax;

/// <summary>Reads expressions. Precedence, low to high: ternary, or, and, not, comparisons, + and -, ~, * / // %, **, unary, postfix, filters and tests.</summary>
internal sealed class ExpressionParser
{
    private readonly TokenStream _tokens;
    private readonly int _maxDepth;
    private readonly OperandParser _operands;
    private readonly PostfixParser _postfix;
    private int _depth;

    internal ExpressionParser(TokenStream tokens, int maxDepth)
    {
        (_tokens, _maxDepth) = (tokens, maxDepth);
        _operands = new(tokens, this);
        _postfix = new(tokens, this, _operands);
    }

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
        var position = _tokens.Current.Start;
        var items = new List<Expr>();
        var isTuple = false;
        while (true)
        {
            if (items.Count > 0)
            {
                _tokens.Expect(TokenType.Comma);
            }

            if (IsTupleEnd())
            {
                break;
            }

            items.Add(Parse(withTernary));
            if (_tokens.Current.Type != TokenType.Comma)
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
            throw new SyntaxFault($"Expected an expression, got {Repr.Of(_tokens.Current.Describe())}", _tokens.Current.Start);
        }

        return Checked(new SequenceExpr(position, ValueKind.Tuple, items));
    }

    /// <summary>The filters behind a value, or behind nothing for filter and set blocks.</summary>
    internal FilterExpr? ParseFilters(Expr? target, bool startInline = false) => _postfix.ParseFilters(target, startInline);

    /// <summary>A name, literal, list, dict or parenthesised expression.</summary>
    internal Expr ParsePrimary() => _operands.Parse();

    internal bool IsTupleEnd() => _tokens.Current.Type is TokenType.VariableEnd or TokenType.BlockEnd or TokenType.RParen;

    internal void Deeper()
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        if (++_depth > _maxDepth)
        {
            throw TooDeep(_tokens.Current.Start);
        }
    }

    private SyntaxFault TooDeep(int position) =>
        new($"The expression is nested deeper than MaxSyntaxDepth = {_maxDepth}.", position, JinjaErrorKind.Limit);

    // A long chain such as a.b.c or a + b + c makes a deep tree without deep parsing.
    internal T Checked<T>(T expr)
        where T : Expr => expr.Height > _maxDepth + 20 ? throw TooDeep(expr.Position) : expr;

    private Expr ParseTernary()
    {
        var position = _tokens.Current.Start;
        var expr = ParseOr();
        while (_tokens.SkipName("if"))
        {
            var test = ParseOr();
            Expr? otherwise = null;
            if (_tokens.SkipName("else"))
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
        var position = _tokens.Current.Start;
        var first = operand();
        if (!_tokens.Current.IsName(name))
        {
            return first;
        }

        var items = new List<Expr> { first };
        while (_tokens.SkipName(name))
        {
            items.Add(operand());
        }

        return Checked(new ChainExpr(position, kind, items));
    }

    private Expr ParseNot()
    {
        if (!_tokens.Current.IsName("not"))
        {
            return ParseCompare();
        }

        var position = _tokens.Next().Start;
        Deeper();
        var operand = ParseNot();
        _depth--;
        return Checked(new UnaryExpr(position, Operator.Not, operand));
    }

    private Expr ParseCompare()
    {
        var position = _tokens.Current.Start;
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
        var op = _tokens.Current.Type switch
        {
            TokenType.Eq => CompareOp.Eq,
            TokenType.Ne => CompareOp.Ne,
            TokenType.Gt => CompareOp.Gt,
            TokenType.GtEq => CompareOp.GtEq,
            TokenType.Lt => CompareOp.Lt,
            TokenType.LtEq => CompareOp.LtEq,
            TokenType.Name when _tokens.Current.Text == "in" => CompareOp.In,
            TokenType.Name when _tokens.Current.Text == "not" && _tokens.Look().IsName("in") => CompareOp.NotIn,
            _ => (CompareOp?)null,
        };
        if (op is not null)
        {
            _tokens.Next();
            if (op == CompareOp.NotIn)
            {
                _tokens.Next();
            }
        }

        return op;
    }

    private Expr ParseSum()
    {
        var left = ParseConcat();
        while (_tokens.Current.Type is TokenType.Add or TokenType.Sub)
        {
            var op = _tokens.Next();
            left = Checked(new BinaryExpr(op.Start, OperatorOf(op.Type), left, ParseConcat()));
        }

        return left;
    }

    // Jinja's grammar has ~ between the sums and the products.
    private Expr ParseConcat()
    {
        var position = _tokens.Current.Start;
        var first = ParseProduct();
        if (_tokens.Current.Type != TokenType.Tilde)
        {
            return first;
        }

        var items = new List<Expr> { first };
        while (_tokens.Current.Type == TokenType.Tilde)
        {
            _tokens.Next();
            items.Add(ParseProduct());
        }

        return Checked(new ChainExpr(position, ChainKind.Concat, items));
    }

    private Expr ParseProduct()
    {
        var left = ParsePower();
        while (_tokens.Current.Type is TokenType.Mul or TokenType.Div or TokenType.FloorDiv or TokenType.Mod)
        {
            var op = _tokens.Next();
            left = Checked(new BinaryExpr(op.Start, OperatorOf(op.Type), left, ParsePower()));
        }

        return left;
    }

    // Unlike Python, ** groups from the left, so 2**3**2 is 64, and a sign binds first, so -2**2 is 4.
    private Expr ParsePower()
    {
        var left = ParseUnary(true);
        while (_tokens.Current.Type == TokenType.Pow)
        {
            var op = _tokens.Next();
            left = Checked(new BinaryExpr(op.Start, Operator.Pow, left, ParseUnary(true)));
        }

        return left;
    }

    private Expr ParseUnary(bool withFilter)
    {
        Expr expr;
        if (_tokens.Current.Type is TokenType.Sub or TokenType.Add)
        {
            var op = _tokens.Next();
            Deeper();
            // Filters apply to the operand with its sign: -1|abs is 1.
            expr = Checked(new UnaryExpr(op.Start, OperatorOf(op.Type), ParseUnary(false)));
            _depth--;
        }
        else
        {
            expr = _operands.Parse();
        }

        expr = _postfix.ParsePostfix(expr);
        return withFilter ? _postfix.ParseFilterChain(expr) : expr;
    }

    private static Operator OperatorOf(TokenType type) => type switch
    {
        TokenType.Add => Operator.Add,
        TokenType.Sub => Operator.Sub,
        TokenType.Mul => Operator.Mul,
        TokenType.Div => Operator.Div,
        TokenType.FloorDiv => Operator.FloorDiv,
        _ => Operator.Mod,
    };
}
