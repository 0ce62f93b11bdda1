using Skills.Jinja.Text;

namespace Skills.Jinja.Syntax;

/// <summary>Cuts a template into tokens, one at a time, so that errors come in the order of the text.</summary>
internal sealed class Lexer(SourceText source, LexerRules rules)
{
    private enum State : byte
    {
        Root,
        Block,
        Variable,
        LineStatement,
        Expression,
    }

    private readonly string _text = source.Text;
    private readonly Stack<char> _brackets = new();
    private State _state;
    private bool _lineStarting = true;
    private int _position;
    private Token? _pending;

    /// <summary>A lexer over a bare expression, without tags.</summary>
    internal static Lexer ForExpression(SourceText source, LexerRules rules) => new(source, rules) { _state = State.Expression };

    internal Token Next()
    {
        if (_pending is { } pending)
        {
            _pending = null;
            return pending;
        }

        while (true)
        {
            var token = _state == State.Root ? NextInRoot() : NextInTag();
            if (token is { } found)
            {
                return found;
            }
        }
    }

    private Token? NextInRoot()
    {
        if (_position >= _text.Length)
        {
            return new(TokenType.Eof, _text.Length, "");
        }

        var opening = rules.FindOpening(_text, _position, out var start, out var end);
        if (start < 0)
        {
            var rest = Data(_position, _text.Length);
            _position = _text.Length;
            return rest;
        }

        // "raw" is read here and not by the parser: what is in it need not be made of tokens.
        if (opening == Opening.Block && RawOpening(end, out var sign, out var rawEnd))
        {
            return Before(start, sign, opening, rawEnd, () => ReadRaw(start, rawEnd));
        }

        sign = end < _text.Length ? _text[end] : '\0';
        if (sign is '-' or '+')
        {
            end++;
        }
        else
        {
            sign = '\0';
        }

        return opening switch
        {
            Opening.Comment => Before(start, sign, opening, end, () => SkipComment(start, end)),
            Opening.LineComment => Before(start, sign, opening, end, () => SkipLineComment(end)),
            Opening.Variable => Before(start, sign, opening, end, () => Enter(State.Variable, TokenType.VariableBegin, start)),
            Opening.Block => Before(start, sign, opening, end, () => Enter(State.Block, TokenType.BlockBegin, start)),
            _ => Before(start, sign, opening, end, () => Enter(State.LineStatement, TokenType.BlockBegin, start)),
        };
    }

    private Token Enter(State state, TokenType type, int start)
    {
        _state = state;
        return new(type, start, "");
    }

    /// <summary>Gives the text before a tag, cut as the tag's sign and the options say, then what follows it.</summary>
    private Token? Before(int start, char sign, Opening opening, int end, Func<Token?> then)
    {
        var from = _position;
        var to = TextEnd(from, start, sign, opening);
        _lineStarting = end > 0 && _text[end - 1] == '\n';
        _position = end;
        var data = to > from ? Data(from, to) : null;
        var next = then();
        if (data is null)
        {
            return next;
        }

        _pending = next;
        return data;
    }

    private int TextEnd(int from, int start, char sign, Opening opening)
    {
        var text = _text.AsSpan(from, start - from);
        // https://jinja.palletsprojects.com/en/stable/templates/#whitespace-control: all white space, line ends too.
        if (sign == '-')
        {
            return from + PythonText.TrimEnd(text).Length;
        }

        // "+" switches lstrip_blocks off for one tag. Variables are never stripped.
        if (sign != '+' && rules.LstripBlocks && opening != Opening.Variable)
        {
            var line = text.LastIndexOf('\n') + 1;
            if ((line > 0 || _lineStarting) && PythonText.IsBlank(text[line..]))
            {
                return from + line;
            }
        }

        return start;
    }

    private Token? Data(int from, int to)
    {
        if (from >= to)
        {
            return null;
        }

        var text = _text[from..to];
        // newline_sequence is for the text of templates, not for values.
        return new(TokenType.Data, from, rules.NewlineSequence == "\n" ? text : text.Replace("\n", rules.NewlineSequence, StringComparison.Ordinal));
    }

    private Token? SkipComment(int start, int from)
    {
        var close = rules.Delimiters.CommentEnd;
        var at = _text.IndexOf(close, from, StringComparison.Ordinal);
        if (at < 0)
        {
            // Jinja minds an open comment only when something follows.
            if (from + (from < _text.Length && _text[from] is '-' or '+' ? 1 : 0) < _text.Length)
            {
                throw new SyntaxFault("Missing end of comment tag", start);
            }

            MoveTo(_text.Length);
            return null;
        }

        AfterClosing(at, from, close.Length);
        return null;
    }

    /// <summary>Moves past a closing mark at a position, with what its sign or the options take along.</summary>
    private void AfterClosing(int at, int from, int length)
    {
        var end = at + length;
        var sign = at > from ? _text[at - 1] : '\0';
        if (sign == '-')
        {
            end = PythonText.SkipSpace(_text, end);
        }
        // trim_blocks takes one line end, after comments too.
        else if (sign != '+' && rules.TrimBlocks && end < _text.Length && _text[end] == '\n')
        {
            end++;
        }

        MoveTo(end);
    }

    private void MoveTo(int end)
    {
        _lineStarting = end > 0 && _text[end - 1] == '\n';
        _position = end;
    }

    private Token? SkipLineComment(int from)
    {
        var end = _text.IndexOf('\n', from);
        // The line end is not part of the comment.
        _position = end < 0 ? _text.Length : end;
        _lineStarting = false;
        return null;
    }

    private bool RawOpening(int after, out char sign, out int end)
    {
        sign = after < _text.Length && _text[after] is '-' or '+' ? _text[after] : '\0';
        return TagAt("raw", sign == '\0' ? after : after + 1, out var close, out end) && CloseRaw(close, ref end, false);
    }

    private bool TagAt(string name, int from, out int after, out int end)
    {
        end = 0;
        after = PythonText.SkipSpace(_text, from);
        if (string.CompareOrdinal(_text, after, name, 0, name.Length) != 0)
        {
            return false;
        }

        after = PythonText.SkipSpace(_text, after + name.Length);
        return true;
    }

    private bool CloseRaw(int at, ref int end, bool trims)
    {
        var close = rules.Delimiters.BlockEnd;
        var sign = at < _text.Length ? _text[at] : '\0';
        var skip = sign == '-' || (trims && sign == '+') ? 1 : 0;
        if (string.CompareOrdinal(_text, at + skip, close, 0, close.Length) != 0)
        {
            return false;
        }

        end = at + skip + close.Length;
        if (sign == '-')
        {
            end = PythonText.SkipSpace(_text, end);
        }
        else if (trims && skip == 0 && rules.TrimBlocks && end < _text.Length && _text[end] == '\n')
        {
            end++;
        }

        return true;
    }

    private Token? ReadRaw(int start, int from)
    {
        var open = rules.Delimiters.BlockStart;
        for (var at = from; (at = _text.IndexOf(open, at, StringComparison.Ordinal)) >= 0; at++)
        {
            var name = at + open.Length;
            var sign = name < _text.Length && _text[name] is '-' or '+' ? _text[name] : '\0';
            if (TagAt("endraw", sign == '\0' ? name : name + 1, out var close, out var end) && CloseRaw(close, ref end, true))
            {
                var data = Data(from, TextEnd(from, at, sign, Opening.Block));
                MoveTo(end);
                return data;
            }
        }

        if (from < _text.Length)
        {
            throw new SyntaxFault("Missing end of raw directive", start);
        }

        MoveTo(from);
        return null;
    }

    private Token? NextInTag()
    {
        // Within brackets a delimiter closes nothing: {{ {'a': {}} }} holds two closing braces.
        if (_brackets.Count == 0 && TryClose() is { } closed)
        {
            return closed;
        }

        if (_position >= _text.Length)
        {
            return new(TokenType.Eof, _text.Length, "");
        }

        var c = _text[_position];
        if (PythonText.IsSpace(c))
        {
            _position = PythonText.SkipSpace(_text, _position);
            return null;
        }

        var start = _position;
        if (char.IsDigit(c) && NumberReader.Read(_text, start, out var length) is { } number)
        {
            _position += length;
            return new(number, start, _text.Substring(start, length));
        }

        if (PythonText.WordLength(_text, start) is > 0 and var word)
        {
            _position += word;
            var name = _text.Substring(start, word);
            return PythonText.IsIdentifier(name) ? new(TokenType.Name, start, name) : throw new SyntaxFault("Invalid character in identifier", start);
        }

        if (c is '"' or '\'' && StringReader.End(_text, start) is > 0 and var end)
        {
            _position = end;
            return new(TokenType.String, start, StringReader.Decode(_text.AsSpan(start + 1, end - start - 2), start, rules.NewlineSequence));
        }

        return Operator(c, start);
    }

    private Token? TryClose()
    {
        switch (_state)
        {
            case State.Block:
                return TryClose(rules.Delimiters.BlockEnd, TokenType.BlockEnd, true);
            case State.Variable:
                return TryClose(rules.Delimiters.VariableEnd, TokenType.VariableEnd, false);
            case State.LineStatement:
                // Jinja's pattern is \s*(\n|$), which takes the blank lines that follow as well.
                var blank = PythonText.SkipSpace(_text, _position);
                var line = blank >= _text.Length ? _text.Length - 1 : blank == _position ? -1 : _text.LastIndexOf('\n', blank - 1, blank - _position);
                return line < 0 ? null : Leave(new(TokenType.BlockEnd, _position, ""), line + 1);
            default:
                return null;
        }
    }

    private Token? TryClose(string close, TokenType type, bool block)
    {
        var start = _position;
        var sign = start < _text.Length ? _text[start] : '\0';
        var at = sign == '-' || (block && sign == '+') ? start + 1 : start;
        if (string.CompareOrdinal(_text, at, close, 0, close.Length) != 0)
        {
            at = start;
            sign = '\0';
            if (string.CompareOrdinal(_text, at, close, 0, close.Length) != 0)
            {
                return null;
            }
        }

        var end = at + close.Length;
        if (at > start && sign == '-')
        {
            end = PythonText.SkipSpace(_text, end);
        }
        else if (at == start && block && rules.TrimBlocks && end < _text.Length && _text[end] == '\n')
        {
            end++;
        }

        return Leave(new(type, start, ""), end);
    }

    private Token Leave(Token token, int end)
    {
        MoveTo(end);
        _state = State.Root;
        return token;
    }

    private Token Operator(char c, int start)
    {
        var next = start + 1 < _text.Length ? _text[start + 1] : '\0';
        var (type, length) = (c, next) switch
        {
            ('/', '/') => (TokenType.FloorDiv, 2),
            ('*', '*') => (TokenType.Pow, 2),
            ('=', '=') => (TokenType.Eq, 2),
            ('!', '=') => (TokenType.Ne, 2),
            ('>', '=') => (TokenType.GtEq, 2),
            ('<', '=') => (TokenType.LtEq, 2),
            ('+', _) => (TokenType.Add, 1),
            ('-', _) => (TokenType.Sub, 1),
            ('/', _) => (TokenType.Div, 1),
            ('*', _) => (TokenType.Mul, 1),
            ('%', _) => (TokenType.Mod, 1),
            ('~', _) => (TokenType.Tilde, 1),
            ('(', _) => (TokenType.LParen, 1),
            (')', _) => (TokenType.RParen, 1),
            ('[', _) => (TokenType.LBracket, 1),
            (']', _) => (TokenType.RBracket, 1),
            ('{', _) => (TokenType.LBrace, 1),
            ('}', _) => (TokenType.RBrace, 1),
            ('>', _) => (TokenType.Gt, 1),
            ('<', _) => (TokenType.Lt, 1),
            ('=', _) => (TokenType.Assign, 1),
            ('.', _) => (TokenType.Dot, 1),
            (':', _) => (TokenType.Colon, 1),
            ('|', _) => (TokenType.Pipe, 1),
            (',', _) => (TokenType.Comma, 1),
            (';', _) => (TokenType.Semicolon, 1),
            _ => throw new SyntaxFault($"unexpected char {Repr.Of(_text.Substring(start, Values.Slices.CharLength(_text, start)))} at {CodePoints(start)}", start) { Hint = SyntaxHints.ForCharacter(_text, start) },
        };
        Balance(type, start);
        _position = start + length;
        return new(type, start, "");
    }

    // Python counts code points where .NET counts UTF-16 units.
    private int CodePoints(int position)
    {
        var count = 0;
        foreach (var c in _text.AsSpan(0, position))
        {
            count += char.IsLowSurrogate(c) ? 0 : 1;
        }

        return count;
    }

    private void Balance(TokenType type, int start)
    {
        switch (type)
        {
            case TokenType.LBrace:
                _brackets.Push('}');
                break;
            case TokenType.LParen:
                _brackets.Push(')');
                break;
            case TokenType.LBracket:
                _brackets.Push(']');
                break;
            case TokenType.RBrace or TokenType.RParen or TokenType.RBracket:
                var found = Token.Describe(type);
                if (!_brackets.TryPop(out var expected))
                {
                    throw new SyntaxFault($"unexpected '{found}'", start);
                }

                if (found[0] != expected)
                {
                    throw new SyntaxFault($"unexpected '{found}', expected '{expected}'", start);
                }

                break;
        }
    }
}
