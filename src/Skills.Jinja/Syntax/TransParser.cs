using Skills.Jinja.Ast;
using Skills.Jinja.Text;

namespace Skills.Jinja.Syntax;

/// <summary>Reads <c>{% trans %}</c>: its variables, its text, and the plural.</summary>
internal sealed class TransParser(TemplateParser parser)
{
    private readonly TokenStream _tokens = parser.Tokens;
    private readonly List<(string Name, Expr Value)> _variables = [];
    private Expr? _count;
    private string? _countName;
    private bool? _trimmed;

    internal TransStmt Parse()
    {
        var position = _tokens.Next().Start;
        var context = _tokens.Current.Type == TokenType.String ? _tokens.Next().Text : null;
        ParseHeader();
        _tokens.Expect(TokenType.BlockEnd);
        var names = new List<string>();
        var singular = ParseText(names, true);
        string? plural = null;
        if (_tokens.Current.IsName("pluralize"))
        {
            _tokens.Next();
            if (_tokens.Current.Type != TokenType.BlockEnd)
            {
                var name = _tokens.Expect(TokenType.Name);
                _countName = name.Text;
                _count = _variables.Find(v => v.Name == name.Text).Value ?? throw parser.Fault($"unknown variable {Repr.Of(name.Text)} for pluralization", name.Start);
            }

            _tokens.Expect(TokenType.BlockEnd);
            plural = ParseText(names, false);
        }

        _tokens.Next();
        foreach (var name in names.Where(n => !_variables.Exists(v => v.Name == n)))
        {
            _variables.Add((name, new NameExpr(position, name)));
            _count ??= _variables[^1].Value;
            _countName ??= name;
        }

        if (plural is not null && _count is null)
        {
            throw parser.Fault("pluralize without variables", position);
        }

        // ngettext hands the count over as "num", which the text may name.
        if (plural is not null && _countName == "num" && !_variables.Exists(static v => v.Name == "num"))
        {
            _variables.Add(("num", _count!));
        }

        return new(position, Trim(singular), plural is null ? null : Trim(plural), plural is null ? null : _count, _variables, context);
    }

    private void ParseHeader()
    {
        while (_tokens.Current.Type != TokenType.BlockEnd)
        {
            if (_variables.Count > 0)
            {
                _tokens.Expect(TokenType.Comma);
            }

            if (_tokens.Skip(TokenType.Colon))
            {
                break;
            }

            var name = _tokens.Expect(TokenType.Name);
            if (_variables.Exists(v => v.Name == name.Text))
            {
                throw parser.Fault($"translatable variable {Repr.Of(name.Text)} defined twice.", name.Start);
            }

            if (_tokens.Skip(TokenType.Assign))
            {
                _variables.Add((name.Text, parser.Expressions.Parse()));
            }
            else if (_trimmed is null && name.Text is "trimmed" or "notrimmed")
            {
                _trimmed = name.Text == "trimmed";
                continue;
            }
            else
            {
                _variables.Add((name.Text, new NameExpr(name.Start, name.Text)));
            }

            _count ??= _variables[^1].Value;
            _countName ??= name.Text;
        }
    }

    private string ParseText(List<string> names, bool allowPlural)
    {
        var text = "";
        while (true)
        {
            var token = _tokens.Next();
            switch (token.Type)
            {
                case TokenType.Data:
                    // The text becomes a format for Python's % operator, so its own signs are doubled.
                    text += token.Text.Replace("%", "%%", StringComparison.Ordinal);
                    break;
                case TokenType.VariableBegin:
                    var name = _tokens.Expect(TokenType.Name).Text;
                    names.Add(name);
                    text += $"%({name})s";
                    _tokens.Expect(TokenType.VariableEnd);
                    break;
                case TokenType.BlockBegin when _tokens.Current.IsName("endtrans"):
                    return text;
                case TokenType.BlockBegin when _tokens.Current.IsName("pluralize"):
                    return allowPlural ? text : throw parser.Fault("a translatable section can have only one pluralize section");
                case TokenType.BlockBegin when _tokens.Current.IsName("trans"):
                    throw parser.Fault("trans blocks can't be nested; did you mean `endtrans`?");
                case TokenType.BlockBegin:
                    throw parser.Fault($"control structures in translatable sections are not allowed; saw `{_tokens.Current.Text}`");
                default:
                    throw parser.Fault("unclosed translation block", token.Start);
            }
        }
    }

    private string Trim(string text) => _trimmed == true
        ? string.Join(' ', text.Split('\n').Select(static l => PythonText.Trim(l).ToString()).Where(static l => l.Length > 0))
        : text;
}
