using Skills.Jinja.Ast;
using Skills.Jinja.Text;

namespace Skills.Jinja.Syntax;

/// <summary>Reads a whole template: text, expressions to print, statements.</summary>
internal sealed class TemplateParser
{
    private readonly TokenStream _tokens;
    private readonly ExpressionParser _expressions;
    private readonly JinjaOptions _options;
    private readonly Stack<string[]> _endTags = new();
    private readonly Stack<string> _openTags = new();

    internal TemplateParser(Lexer lexer, JinjaOptions options)
    {
        _options = options;
        _tokens = new(lexer);
        _expressions = new(_tokens, options.Limits.MaxSyntaxDepth);
    }

    internal TokenStream Tokens => _tokens;

    internal ExpressionParser Expressions => _expressions;

    internal TemplateNode Parse() => new(ParseBody(null));

    internal SyntaxFault Fault(string message, int? position = null) => new(message, position ?? _tokens.Current.Start);

    /// <summary>The statements up to one of the end tags, which stays the current token; a colon before the body is allowed.</summary>
    internal List<Stmt> ParseBlock(params string[] endTags)
    {
        _tokens.Skip(TokenType.Colon);
        _tokens.Expect(TokenType.BlockEnd);
        if (_endTags.Count >= _options.Limits.MaxSyntaxDepth)
        {
            throw new SyntaxFault($"Blocks are nested deeper than MaxSyntaxDepth = {_options.Limits.MaxSyntaxDepth}.", _tokens.Current.Start, JinjaErrorKind.Limit);
        }

        var body = ParseBody(endTags);
        if (_tokens.Current.Type == TokenType.Eof)
        {
            _endTags.Push(endTags);
            throw UnexpectedEnd(null, _tokens.Current.Start);
        }

        return body;
    }

    /// <summary>The statements up to an end tag, which is read too.</summary>
    internal List<Stmt> ParseBlockAndEnd(string endTag)
    {
        var body = ParseBlock(endTag);
        _tokens.Next();
        return body;
    }

    private List<Stmt> ParseBody(string[]? endTags)
    {
        var body = new List<Stmt>();
        if (endTags is not null)
        {
            _endTags.Push(endTags);
        }

        while (_tokens.Current.Type != TokenType.Eof)
        {
            var token = _tokens.Next();
            switch (token.Type)
            {
                case TokenType.Data:
                    body.Add(new TextStmt(token.Start, token.Text));
                    break;
                case TokenType.VariableBegin:
                    var start = _tokens.Current.Start;
                    body.Add(new OutputStmt(start, _expressions.ParseTuple()));
                    _tokens.Expect(TokenType.VariableEnd);
                    break;
                default:
                    if (endTags is not null && _tokens.Current.Type == TokenType.Name && Array.IndexOf(endTags, _tokens.Current.Text) >= 0)
                    {
                        _endTags.Pop();
                        return body;
                    }

                    ParseStatement(body);
                    _tokens.Expect(TokenType.BlockEnd);
                    break;
            }
        }

        if (endTags is not null)
        {
            _endTags.Pop();
        }

        return body;
    }

    private void ParseStatement(List<Stmt> body)
    {
        var tag = _tokens.Current;
        if (tag.Type != TokenType.Name)
        {
            throw Fault("tag name expected");
        }

        _openTags.Push(tag.Text);
        var statements = new StatementParser(this, _options);
        if (!statements.TryParse(tag, body))
        {
            _openTags.Pop();
            throw UnexpectedEnd(tag.Text, tag.Start);
        }

        _openTags.Pop();
    }

    private SyntaxFault UnexpectedEnd(string? tag, int position)
    {
        var looking = _endTags.TryPeek(out var innermost) ? string.Join(" or ", innermost.Select(Repr.Of)) : null;
        var message = tag is null ? "Unexpected end of template." : $"Encountered unknown tag {Repr.Of(tag)}.";
        if (looking is not null)
        {
            message += tag is not null && _endTags.Any(tags => tags.Contains(tag))
                ? $" You probably made a nesting mistake. Jinja is expecting this tag, but currently looking for {looking}."
                : $" Jinja was looking for the following tags: {looking}.";
        }

        if (_openTags.TryPeek(out var open))
        {
            message += $" The innermost block that needs to be closed is {Repr.Of(open)}.";
        }

        return new(message, position, suggestion: tag is null ? null : NearestTag(tag));
    }

    private string? NearestTag(string tag)
    {
        var optional = TagNames.Optional;
        return optional.Contains(tag) ? null : Spelling.Nearest(tag, [
            .. TagNames.Own, .. _options.LoopControls ? optional[1..3] : [], .. _options.Generation ? optional[3..4] : [], .. _options.Trans ? optional[4..] : [],
            .. _options.Tags.Keys, .. _endTags.SelectMany(static tags => tags)]);
    }
}
