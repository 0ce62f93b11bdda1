using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Skills.Engine.Outputs.Alignment;
using Skills.Engine.Outputs.Reading;

namespace Skills.Engine.Outputs.Streaming;

/// <summary>
/// Reads a reply while it arrives, each character once. What it shows never shrinks; the final answer is read again, whole,
/// by the ordinary reader, so a guess made here decides nothing.
/// </summary>
/// <param name="shape">The schema's shape, so that choices show only when whole; null for none.</param>
/// <param name="limits">Size and depth; beyond them the value stops growing.</param>
internal sealed class StreamingReader(SchemaShape? shape, ReplyLimits limits)
{
    private static readonly SearchValues<char> InString = SearchValues.Create("\\\"'`\u201d\u201c\u201f\u2018\u2019");

    private readonly Lock _gate = new();
    private readonly PartialTree _tree = new();
    private readonly List<int> _open = [];
    private readonly StringBuilder _token = new();
    private readonly StringBuilder _held = new();
    private readonly StreamPrefix _prefix = new();
    private Step _step = Step.Prefix;
    private char _opener;
    private bool _isKey;
    private bool _isEscaping;
    private int _string = -1;
    private int _hexLeft;
    private int _hex;
    private int _read;

    private enum Step
    {
        Prefix,
        Value,
        Key,
        Colon,
        String,
        Quote,
        Bare,
        After,
        Comment,
        Done,
    }

    /// <summary>Takes the next piece of the reply.</summary>
    /// <returns>Whether there is more to show than before.</returns>
    public bool Append(ReadOnlySpan<char> piece)
    {
        lock (_gate)
        {
            var before = _tree.Mark;
            _read += piece.Length;
            if (_read > limits.MaxCharacters)
            {
                _step = Step.Done;
            }

            for (var i = 0; i < piece.Length && _step != Step.Done; i++)
            {
                i = _step == Step.String && !_isEscaping && _hexLeft == 0 ? Text(piece, i) : Next(piece[i], i);
            }

            return _tree.Mark != before;
        }
    }

    /// <summary>The value as it is now; cheap, it is written out only when asked for.</summary>
    public PartialOutput Current
    {
        get
        {
            lock (_gate)
            {
                return new(this, _tree.Mark);
            }
        }
    }

    /// <summary>The value as it was at a mark.</summary>
    public JsonElement? ValueAt(PartialMark mark)
    {
        lock (_gate)
        {
            return _tree.Write(mark, shape, limits.MaxDepth);
        }
    }

    private int Next(char c, int i)
    {
        switch (_step)
        {
            case Step.Prefix:
                Prefix(c);
                break;
            case Step.Value:
                Value(c);
                break;
            case Step.Key:
                Key(c);
                break;
            case Step.Colon:
                Colon(c);
                break;
            case Step.String:
                Escaped(c);
                break;
            case Step.Quote:
                Quote(c);
                break;
            case Step.Bare:
                Bare(c);
                break;
            case Step.After:
                After(c);
                break;
            case Step.Comment:
                Comment(c);
                break;
        }

        return i;
    }

    private void Prefix(char c)
    {
        switch (_prefix.Next(c))
        {
            case '{':
                Open(NodeKind.Object);
                Next(c, 0);
                break;
            case '[':
                Open(NodeKind.Array);
                Next(c, 0);
                break;
        }
    }

    private void Open(NodeKind kind)
    {
        if (_open.Count >= limits.MaxDepth)
        {
            _step = Step.Done;
            return;
        }

        _open.Add(_tree.Add(kind, key: false, closed: false));
        _step = kind == NodeKind.Object ? Step.Key : Step.Value;
        _objects = (_objects << 1) | (kind == NodeKind.Object ? (UInt128)1 : 0);
        if (_open.Count > 127)
        {
            _step = Step.Done;
        }
    }

    // One bit for each open bracket, the innermost lowest: whether it is a brace.
    private UInt128 _objects;

    private bool InObject => (_objects & 1) == 1;

    private void Close()
    {
        _tree.Close(_open[^1]);
        _open.RemoveAt(_open.Count - 1);
        _objects >>= 1;
        _step = _open.Count == 0 ? Step.Done : Step.After;
    }

    private void Value(char c)
    {
        if (ReplyText.IsSpace(c))
        {
            return;
        }

        switch (c)
        {
            case '{':
                Open(NodeKind.Object);
                break;
            case '[':
                Open(NodeKind.Array);
                break;
            case ']' or '}':
                Close();
                break;
            case ',':
                _step = InObject ? Step.Key : Step.Value;
                break;
            case '/' or '#':
                _step = Step.Comment;
                break;
            default:
                if (ReplyText.IsQuote(c))
                {
                    BeginString(c, isKey: false);
                }
                else
                {
                    BeginBare(c, isKey: false);
                }

                break;
        }
    }

    private void Key(char c)
    {
        if (ReplyText.IsSpace(c) || c is ',' or '`' or '{')
        {
            return;
        }

        if (c is '}' or ']')
        {
            Close();
        }
        else if (c is '/' or '#')
        {
            _step = Step.Comment;
        }
        else if (ReplyText.IsQuote(c))
        {
            BeginString(c, isKey: true);
        }
        else
        {
            BeginBare(c, isKey: true);
        }
    }

    private void Colon(char c)
    {
        if (c is ':' or '=')
        {
            _tree.Add(NodeKind.String, key: true, _token.ToString());
            _step = Step.Value;
        }
        else if (c is '}' or ']')
        {
            Close();
        }
        else if (c == ',')
        {
            _step = Step.Key;
        }
    }

    private void After(char c)
    {
        if (ReplyText.IsSpace(c))
        {
            return;
        }

        if (c is '}' or ']')
        {
            Close();
        }
        else if (c == ',')
        {
            _step = InObject ? Step.Key : Step.Value;
        }
        else if (c is '/' or '#')
        {
            _step = Step.Comment;
        }
        else
        {
            _step = InObject ? Step.Key : Step.Value;
            Next(c, 0);
        }
    }

    private void Comment(char c)
    {
        if (c == '\n')
        {
            _step = InObject ? Step.Key : Step.Value;
        }
    }

    private void BeginString(char c, bool isKey)
    {
        _opener = c;
        _isKey = isKey;
        _step = Step.String;
        _token.Clear();
        if (!isKey)
        {
            _string = _tree.Add(NodeKind.String, key: false, closed: false);
        }
    }

    private void BeginBare(char c, bool isKey)
    {
        _isKey = isKey;
        _step = Step.Bare;
        _token.Clear().Append(c);
    }

    // Copies what needs no thought, up to the next quote or backslash.
    private int Text(ReadOnlySpan<char> piece, int from)
    {
        var rest = piece[from..];
        var length = rest.IndexOfAny(InString);
        var plain = length < 0 ? rest : rest[..length];
        Emit(plain);
        if (length < 0)
        {
            return piece.Length;
        }

        var c = rest[length];
        if (c == '\\')
        {
            _isEscaping = true;
        }
        else if (ReplyText.Closes(_opener, c))
        {
            _held.Clear().Append(c);
            _step = Step.Quote;
        }
        else
        {
            Emit([c]);
        }

        return from + length;
    }

    private void Emit(ReadOnlySpan<char> text)
    {
        if (_isKey)
        {
            _token.Append(text);
        }
        else
        {
            _tree.Append(text);
        }
    }

    private void Escaped(char c)
    {
        if (_hexLeft > 0)
        {
            _hex = (_hex << 4) | (char.IsAsciiHexDigit(c) ? int.Parse([c], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : 0);
            if (--_hexLeft == 0)
            {
                Emit([(char)_hex]);
            }

            return;
        }

        _isEscaping = false;
        if (c == 'u')
        {
            (_hexLeft, _hex) = (4, 0);
            return;
        }

        var index = "bfnrt".IndexOf(c);
        Emit([index >= 0 ? "\b\f\n\r\t"[index] : c]);
    }

    // A quote ends the string when what follows it fits.
    private void Quote(char c)
    {
        if (ReplyText.IsSpace(c))
        {
            _held.Append(c);
            return;
        }

        var ends = _isKey ? true : c is ',' or '}' or ']' || ReplyText.IsQuote(c) || ReplyText.IsComment([c, c], 0);
        if (!ends)
        {
            _step = Step.String;
            foreach (var chunk in _held.GetChunks())
            {
                Emit(chunk.Span);
            }

            Text([c], 0);
            return;
        }

        if (_isKey)
        {
            _step = Step.Colon;
            Colon(c);
            return;
        }

        _tree.Close(_string);
        _step = Step.After;
        After(c);
    }

    private void Bare(char c)
    {
        if (_isKey)
        {
            if (c is ':' or ',' or '}' or '\n')
            {
                Trim();
                _step = Step.Colon;
                Colon(c);
                return;
            }

            _token.Append(c);
            return;
        }

        // A line break alone does not show that a number is whole; what begins the next line does.
        if (c is '\n' || (ReplyText.IsSpace(c) && _token[^1] == '\n'))
        {
            _token.Append(_token[^1] == '\n' ? "" : "\n");
            return;
        }

        if (c is ',' or '}' or ']' || _token[^1] == '\n')
        {
            Trim();
            AddBare();
            _step = Step.After;
            After(c);
            return;
        }

        _token.Append(c);
    }

    private void Trim()
    {
        while (_token.Length > 0 && ReplyText.IsSpace(_token[^1]))
        {
            _token.Length--;
        }
    }

    private void AddBare()
    {
        var text = _token.ToString();
        var kind = text switch
        {
            "true" or "True" or "TRUE" => NodeKind.True,
            "false" or "False" or "FALSE" => NodeKind.False,
            "null" or "None" or "undefined" => NodeKind.Null,
            _ => BareReader.IsJsonNumber(text) ? NodeKind.Number : NodeKind.String,
        };

        _tree.Add(kind, key: false, kind is NodeKind.Number or NodeKind.String ? text : "");
    }
}
