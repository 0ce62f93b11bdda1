using Skills.Jinja.Ast;
using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Syntax;

/// <summary>Reads one statement, from its tag's name to before the end of its last tag.</summary>
internal sealed class StatementParser(TemplateParser parser, JinjaOptions options)
{
    private readonly TokenStream _tokens = parser.Tokens;
    private readonly ExpressionParser _expressions = parser.Expressions;

    /// <summary>False when the tag is none of ours; nothing is read then.</summary>
    internal bool TryParse(Token tag, List<Stmt> body)
    {
        if (tag.Text == "print")
        {
            ParsePrint(body);
            return true;
        }

        Stmt? statement = tag.Text switch
        {
            "for" => ParseFor(),
            "if" => ParseIf(),
            "block" => ParseBlock(),
            "extends" => new ExtendsStmt(_tokens.Next().Start, _expressions.Parse()),
            "macro" => ParseMacro(),
            "include" => ParseInclude(),
            "from" => ParseFrom(),
            "import" => ParseImport(),
            "set" => ParseSet(),
            "with" => ParseWith(),
            "autoescape" => new AutoescapeStmt(_tokens.Next().Start, _expressions.Parse(), parser.ParseBlockAndEnd("endautoescape")),
            "call" => ParseCall(),
            "filter" => ParseFilter(),
            "do" when options.Do => new DoStmt(_tokens.Next().Start, _expressions.ParseTuple()),
            "break" or "continue" when options.LoopControls => new LoopControlStmt(_tokens.Next().Start, tag.Text == "break"),
            "generation" when options.Generation => ParseGeneration(),
            "trans" when options.Trans => new TransParser(parser).Parse(),
            var name when options.Tags.TryGetValue(name, out var custom) => ParseTag(name, custom),
            _ => null,
        };
        if (statement is not null)
        {
            body.Add(statement);
        }

        return statement is not null;
    }

    private void ParsePrint(List<Stmt> body)
    {
        _tokens.Next();
        for (var first = true; _tokens.Current.Type != TokenType.BlockEnd; first = false)
        {
            if (!first)
            {
                _tokens.Expect(TokenType.Comma);
            }

            var start = _tokens.Current.Start;
            body.Add(new OutputStmt(start, _expressions.Parse()));
        }
    }

    private ForStmt ParseFor()
    {
        var position = _tokens.Next().Start;
        var target = ParseTarget();
        _tokens.ExpectName("in");
        // An "if" here is the loop's filter, not a condition within the expression.
        var iter = _expressions.ParseTuple(withTernary: false);
        var filter = _tokens.SkipName("if") ? _expressions.Parse() : null;
        var recursive = _tokens.SkipName("recursive");
        var body = parser.ParseBlock("endfor", "else");
        var otherwise = _tokens.Next().Text == "else" ? parser.ParseBlockAndEnd("endfor") : [];
        return new(position, target, iter, filter, recursive, body, otherwise);
    }

    private IfStmt ParseIf()
    {
        var position = _tokens.Next().Start;
        var branches = new List<(Expr, List<Stmt>)>();
        while (true)
        {
            var test = _expressions.ParseTuple(withTernary: false);
            branches.Add((test, parser.ParseBlock("elif", "else", "endif")));
            var end = _tokens.Next();
            if (end.Text == "else")
            {
                return new(position, branches, parser.ParseBlockAndEnd("endif"));
            }

            if (end.Text == "endif")
            {
                return new(position, branches, []);
            }
        }
    }

    private Stmt ParseSet()
    {
        var position = _tokens.Next().Start;
        var target = ParseTarget(withNamespace: true);
        if (_tokens.Skip(TokenType.Assign))
        {
            return new SetStmt(position, target, _expressions.ParseTuple());
        }

        var filter = _expressions.ParseFilters(null);
        return new SetBlockStmt(position, target, filter, parser.ParseBlockAndEnd("endset"));
    }

    private WithStmt ParseWith()
    {
        var position = _tokens.Next().Start;
        var bindings = new List<(Target, Expr)>();
        while (_tokens.Current.Type != TokenType.BlockEnd)
        {
            if (bindings.Count > 0)
            {
                _tokens.Expect(TokenType.Comma);
            }

            var target = ParseTarget();
            _tokens.Expect(TokenType.Assign);
            bindings.Add((target, _expressions.Parse()));
        }

        return new(position, bindings, parser.ParseBlockAndEnd("endwith"));
    }

    private BlockStmt ParseBlock()
    {
        var position = _tokens.Next().Start;
        var name = _tokens.Expect(TokenType.Name).Text;
        var scoped = _tokens.SkipName("scoped");
        var required = _tokens.SkipName("required");
        if (_tokens.Current.Type == TokenType.Sub)
        {
            throw parser.Fault("Block names in Jinja have to be valid Python identifiers and may not contain hyphens, use an underscore instead.");
        }

        var body = parser.ParseBlockAndEnd("endblock");
        // A required block has to be overridden, so it has nothing of its own.
        if (required && !body.TrueForAll(static s => s is TextStmt text && PythonText.IsBlank(text.Text)))
        {
            throw parser.Fault("Required blocks can only contain comments or whitespace");
        }

        // The name after "endblock" is optional, and nothing else may come there.
        _tokens.SkipName(name);
        return new(position, name, scoped, required, body);
    }

    private MacroStmt ParseMacro()
    {
        var position = _tokens.Next().Start;
        var name = _tokens.Expect(TokenType.Name).Text;
        var signature = ParseSignature();
        return new(position, name, signature, parser.ParseBlockAndEnd("endmacro"));
    }

    private CallStmt ParseCall()
    {
        var position = _tokens.Next().Start;
        var signature = _tokens.Current.Type == TokenType.LParen ? ParseSignature() : new([], []);
        if (_expressions.Parse() is not CallExpr call)
        {
            throw parser.Fault("expected call", position);
        }

        return new(position, call, new(position, null, signature, parser.ParseBlockAndEnd("endcall")));
    }

    // A tag of the host is a call of its function, with the body as the caller.
    private Stmt ParseTag(string name, JinjaTag tag)
    {
        var position = _tokens.Next().Start;
        var positional = new List<Expr>();
        var keywords = new List<(string, Expr)>();
        while (_tokens.Current.Type is not (TokenType.BlockEnd or TokenType.Colon or TokenType.Eof))
        {
            if (positional.Count + keywords.Count > 0)
            {
                _tokens.Expect(TokenType.Comma);
            }

            ParseTagArgument(positional, keywords);
        }

        JinjaFunction print = arguments => tag.Function(arguments) ?? "";
        var call = _expressions.Checked(new CallExpr(position, new ConstExpr(position, Value.Of(new HostFunctionValue(print))), new(positional, keywords, null, null)));
        return tag.HasBody
            ? new CallStmt(position, (CallExpr)call, new(position, null, new([], []), parser.ParseBlockAndEnd("end" + name)), isTag: true)
            : new OutputStmt(position, call);
    }

    private void ParseTagArgument(List<Expr> positional, List<(string, Expr)> keywords)
    {
        if (_tokens.Current.Type == TokenType.Name && _tokens.Look().Type == TokenType.Assign)
        {
            var keyword = _tokens.Next().Text;
            _tokens.Next();
            keywords.Add((keyword, _expressions.Parse()));
        }
        else if (keywords.Count > 0)
        {
            throw parser.Fault("Arguments without a name come before those with one.");
        }
        else
        {
            positional.Add(_expressions.Parse());
        }
    }

    private GenerationStmt ParseGeneration()
    {
        var position = _tokens.Next().Start;
        return new(position, new(position, null, new([], []), parser.ParseBlockAndEnd("endgeneration")));
    }

    private FilterStmt ParseFilter()
    {
        var position = _tokens.Next().Start;
        var filter = _expressions.ParseFilters(null, startInline: true)!;
        return new(position, filter, parser.ParseBlockAndEnd("endfilter"));
    }

    private Signature ParseSignature()
    {
        var parameters = new List<NameTarget>();
        var defaults = new List<Expr>();
        _tokens.Expect(TokenType.LParen);
        while (_tokens.Current.Type != TokenType.RParen)
        {
            if (parameters.Count > 0)
            {
                _tokens.Expect(TokenType.Comma);
            }

            var name = ParseName();
            if (_tokens.Skip(TokenType.Assign))
            {
                defaults.Add(_expressions.Parse());
            }
            else if (defaults.Count > 0)
            {
                throw parser.Fault("non-default argument follows default argument");
            }

            if (parameters.Any(p => p.Name == name.Name))
            {
                throw parser.Fault($"duplicate argument '{name.Name}' in function definition", name.Position);
            }

            parameters.Add(name);
        }

        _tokens.Expect(TokenType.RParen);
        return new(parameters, defaults);
    }

    private IncludeStmt ParseInclude()
    {
        var position = _tokens.Next().Start;
        var template = _expressions.Parse();
        var ignoreMissing = _tokens.Current.IsName("ignore") && _tokens.Look().IsName("missing");
        if (ignoreMissing)
        {
            _tokens.Next();
            _tokens.Next();
        }

        // Includes see the context by default, imports do not (Jinja, Import Context Behavior).
        return new(position, template, ignoreMissing, ParseContext() ?? true);
    }

    private ImportStmt ParseImport()
    {
        var position = _tokens.Next().Start;
        var template = _expressions.Parse();
        _tokens.ExpectName("as");
        var target = ParseName().Name;
        return new(position, template, target, ParseContext() ?? false);
    }

    private FromImportStmt ParseFrom()
    {
        var position = _tokens.Next().Start;
        var template = _expressions.Parse();
        _tokens.ExpectName("import");
        var names = new List<(string, string)>();
        bool? withContext = null;
        while (true)
        {
            if (names.Count > 0)
            {
                _tokens.Expect(TokenType.Comma);
            }

            if (_tokens.Current.Type != TokenType.Name)
            {
                _tokens.Expect(TokenType.Name);
            }

            if ((withContext = ParseContext()) is not null)
            {
                break;
            }

            var name = ParseName();
            // https://jinja.palletsprojects.com/en/stable/templates/#import: such names are private to a template.
            if (name.Name.StartsWith('_'))
            {
                throw parser.Fault("names starting with an underline can not be imported", name.Position);
            }

            names.Add((name.Name, _tokens.SkipName("as") ? ParseName().Name : name.Name));
            if ((withContext = ParseContext()) is not null || _tokens.Current.Type != TokenType.Comma)
            {
                break;
            }
        }

        return new(position, template, names, withContext ?? false);
    }

    private bool? ParseContext()
    {
        if (!(_tokens.Current.IsName("with") || _tokens.Current.IsName("without")) || !_tokens.Look().IsName("context"))
        {
            return null;
        }

        var with = _tokens.Next().Text == "with";
        _tokens.Next();
        return with;
    }

    private NameTarget ParseName()
    {
        var token = _tokens.Expect(TokenType.Name);
        return Assignable(token.Start, token.Text);
    }

    private NameTarget Assignable(int position, string name) => name is "true" or "True" or "false" or "False" or "none" or "None"
        ? throw parser.Fault("can't assign to 'name'", position)
        : new(position, name);

    /// <summary>A name, a tuple of targets, or with a namespace <c>name.attribute</c>.</summary>
    private Target ParseTarget(bool withNamespace = false)
    {
        var position = _tokens.Current.Start;
        var items = new List<(Target? Target, Expr? Expr)>();
        var isTuple = false;
        while (true)
        {
            if (items.Count > 0)
            {
                _tokens.Expect(TokenType.Comma);
            }

            if (_expressions.IsTupleEnd())
            {
                break;
            }

            items.Add(ParseTargetItem(withNamespace));
            if (_tokens.Current.Type != TokenType.Comma)
            {
                break;
            }

            isTuple = true;
        }

        if (!isTuple)
        {
            return items.Count > 0 ? items[0].Target ?? ToTarget(items[0].Expr!) : throw parser.Fault($"Expected an expression, got {Repr.Of(_tokens.Current.Describe())}");
        }

        return new TupleTarget(position, [.. items.Select(i => i.Target ?? ToItem(i.Expr!, position))]);
    }

    private (Target? Target, Expr? Expr) ParseTargetItem(bool withNamespace)
    {
        var token = _tokens.Current;
        if (withNamespace && token.Type == TokenType.Name && _tokens.Look().Type == TokenType.Dot)
        {
            _tokens.Next();
            _tokens.Next();
            return (new AttributeTarget(token.Start, token.Text, _tokens.Expect(TokenType.Name).Text), null);
        }

        return (null, _expressions.ParsePrimary());
    }

    private Target ToTarget(Expr expr) => expr switch
    {
        NameExpr name => Assignable(name.Position, name.Name),
        SequenceExpr { Kind: ValueKind.Tuple } tuple => new TupleTarget(tuple.Position, [.. tuple.Items.Select(item => ToItem(item, tuple.Position))]),
        ConstExpr => throw parser.Fault("can't assign to 'const'", expr.Position),
        SequenceExpr { Kind: ValueKind.List } => throw parser.Fault("can't assign to 'list'", expr.Position),
        SequenceExpr => throw parser.Fault("can't assign to 'dict'", expr.Position),
        _ => throw parser.Fault($"can't assign to {Repr.Of(Name(expr))}", expr.Position),
    };

    private Target ToItem(Expr item, int position) => item is NameExpr or SequenceExpr { Kind: ValueKind.Tuple }
        ? ToTarget(item)
        : throw parser.Fault("can't assign to 'tuple'", position);

    private static string Name(Expr expr) => expr switch
    {
        FilterExpr { IsTest: true } => "test",
        FilterExpr => "filter",
        CallExpr => "call",
        AttributeExpr => "getattr",
        ItemExpr => "getitem",
        CompareExpr => "compare",
        ConditionalExpr => "condexpr",
        ChainExpr { Kind: ChainKind.And } => "and",
        ChainExpr { Kind: ChainKind.Or } => "or",
        ChainExpr => "concat",
        UnaryExpr => "not",
        _ => "expression",
    };
}
