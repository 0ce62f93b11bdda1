using System.Runtime.CompilerServices;
using System.Text.Json;
using Skills.Replies.Alignment;
using Skills.Replies.Parsing;
using Skills.Replies.Reading;

namespace Skills.Replies.Streaming;

/// <summary>
/// Reads a reply while it arrives, each character once. What it shows never shrinks. It makes no guess: where the text can be read
/// in more than one way, the value stops growing, because only the reader of the whole reply can see what follows. One thread at a
/// time may append; what was shown may be read by any.
/// </summary>
/// <param name="request">The form asked for, the schema's shape and the aliases.</param>
/// <param name="limits">Size and depth; beyond them the value stops growing.</param>
internal sealed class StreamingReader(ReadRequest request, ReplyLimits limits)
{
    private readonly StreamedNames _names = new(request.Aliases);
    private StreamEscapes? _escapes = new(mayBeQuoted: request.Shape is { TakesText: false });
    private readonly PartialTree _tree = new();
    private readonly List<(int Node, bool IsObject)> _open = [];
    private readonly CharBuffer _bare = new(32);
    private readonly StreamPrefix _prefix = new();
    private readonly StreamedString _string = new();
    private Step _step = request.Format == OutputFormat.Json ? Step.Prefix : Step.Done;
    private Step _afterComment;
    private bool _isKey;
    private bool _isBareKey;
    private bool _inObject;
    private int _node;
    private int _read;

    private enum Step
    {
        Value,
        Key,
        Colon,
        After,
        String,
        Bare,
        Slash,
        LineComment,
        BlockComment,
        BlockCommentEnd,
        Prefix,
        Done,
    }

    /// <summary>Takes the next piece of the reply.</summary>
    /// <returns>Whether there is more to show than before.</returns>
    public bool Append(ReadOnlySpan<char> piece)
    {
        var (nodes, length) = (_tree.Count, _tree.Length);
        _read += piece.Length;
        if (_read > limits.MaxCharacters)
        {
            _step = Step.Done;
        }

        if (_escapes is null)
        {
            Read(piece);
        }
        else
        {
            Unescape(piece);
        }

        return _tree.Count != nodes || _tree.Length != length;
    }

    /// <summary>The value as it is now; cheap, it is written out only when asked for. Only the thread that appends may take it.</summary>
    public PartialOutput Current => new(this, _tree.Snapshot);

    /// <summary>Writes out what a snapshot shows.</summary>
    public JsonElement? ValueOf(PartialSnapshot snapshot) => new PartialWriter(snapshot, _names).Write(request.Shape, limits.MaxDepth);

    // Inlined, since pieces are small.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Read(ReadOnlySpan<char> piece)
    {
        for (var i = 0; i < piece.Length;)
        {
            if (_step == Step.String)
            {
                i += InString(piece[i..]);
                continue;
            }

            var c = piece[i++];
            if (c is ' ' or '\n' && _step <= Step.After)
            {
                continue;
            }

            Next(c);
        }
    }

    private void Unescape(ReadOnlySpan<char> piece)
    {
        for (var i = 0; i < piece.Length; i++)
        {
            if (_escapes is null)
            {
                Read(piece[i..]);
                return;
            }

            if (_escapes.Next(piece[i]) is not { } text)
            {
                Guess();
                return;
            }

            // Most replies show with their first characters that they need no rewriting.
            _escapes = _escapes.IsPlain ? null : _escapes;
            Read(text);
        }
    }

    // What follows can be read in more than one way: nothing more is shown.
    private void Guess() => _step = Step.Done;

    private void Next(char c)
    {
        switch (_step)
        {
            case Step.Prefix:
                Prefix(c);
                break;
            case Step.Bare:
                Bare(c);
                break;
            case Step.Slash or Step.LineComment or Step.BlockComment or Step.BlockCommentEnd:
                Comment(c);
                break;
            case Step.Done:
                break;
            default:
                Structure(c);
                break;
        }
    }

    private void Prefix(char c)
    {
        if (_prefix.Next(c) is ('{' or '[') and var bracket)
        {
            Open(bracket == '{' ? NodeKind.Object : NodeKind.Array);
            Next(c);
        }
    }

    // Between values and the parts of members.
    private void Structure(char c)
    {
        if (ReplyText.IsSpace(c))
        {
            return;
        }

        switch (c)
        {
            case '}' or ']':
                Close(c);
                break;
            case ',':
                Comma();
                break;
            case '/' or '#' when _step != Step.Colon:
                _afterComment = _step;
                _step = c == '#' ? Step.LineComment : Step.Slash;
                break;
            default:
                Part(c);
                break;
        }
    }

    private void Part(char c)
    {
        switch (_step)
        {
            case Step.Value:
                Value(c);
                break;
            case Step.Key:
                Key(c);
                break;
            case Step.Colon:
                Colon(c);
                break;
            default:
                Guess();
                break;
        }
    }

    private void Comma()
    {
        if (_step == Step.After)
        {
            _step = _inObject ? Step.Key : Step.Value;
        }
        else
        {
            Guess();
        }
    }

    private void Value(char c)
    {
        if (c is '{' or '[')
        {
            Open(c == '{' ? NodeKind.Object : NodeKind.Array);
        }
        else if (ReplyText.IsQuote(c))
        {
            _node = _tree.Open(NodeKind.String);
            BeginString(c, isKey: false);
        }
        else
        {
            BeginBare(c, isKey: false);
        }
    }

    private void Key(char c)
    {
        if (ReplyText.IsQuote(c))
        {
            BeginString(c, isKey: true);
        }
        else if (IsOfBareKey(c))
        {
            BeginBare(c, isKey: true);
        }
        else
        {
            Guess();
        }
    }

    private void Colon(char c)
    {
        if (c is ':' or '=')
        {
            _step = Step.Value;
            _tree.Add(NodeKind.String, isKey: true, _isBareKey ? _bare.Span : _string.Key);
        }
        else
        {
            Guess();
        }
    }

    private void Open(NodeKind kind)
    {
        if (_open.Count >= limits.MaxDepth)
        {
            _step = Step.Done;
            return;
        }

        _inObject = kind == NodeKind.Object;
        _open.Add((_tree.Open(kind), _inObject));
        _step = _inObject ? Step.Key : Step.Value;
    }

    private void Close(char c)
    {
        if (_inObject != (c == '}') || _step == Step.Colon || _tree.EndsWithKey)
        {
            Guess();
            return;
        }

        _tree.Close(_open[^1].Node);
        _open.RemoveAt(_open.Count - 1);
        _inObject = _open.Count > 0 && _open[^1].IsObject;
        _step = _open.Count == 0 ? Step.Done : Step.After;
    }

    private void BeginString(char c, bool isKey)
    {
        _isKey = isKey;
        _isBareKey = false;
        _step = Step.String;
        _string.Begin(c);
    }

    private int InString(ReadOnlySpan<char> piece)
    {
        var taken = _string.Take(piece, _isKey ? null : _tree, out var ended);
        if (_string.NeedsGuess)
        {
            Guess();
        }
        else if (ended)
        {
            if (!_isKey)
            {
                _tree.Close(_node);
            }

            _step = _isKey ? Step.Colon : Step.After;
        }

        return taken;
    }

    private void BeginBare(char c, bool isKey)
    {
        _isKey = isKey;
        _isBareKey = isKey;
        _step = Step.Bare;
        _bare.Clear();
        _bare.Append(c);
    }

    private void Bare(char c)
    {
        if (_isKey)
        {
            BareKey(c);
            return;
        }

        // A space does not show that a number is whole. What follows it does.
        var isOver = ReplyText.IsSpace(_bare.Span[^1]);
        if (c is ',' or '}' or ']' || (isOver && c is '/' or '#'))
        {
            _bare.TrimEnd();
            AddBare(c);
        }
        else if (!ReplyText.IsSpace(c) && isOver)
        {
            Guess();
        }
        else if (!isOver)
        {
            _bare.Append(c);
        }
    }

    private void BareKey(char c)
    {
        if (c is ':' or '=')
        {
            _bare.TrimEnd();
            _step = Step.Colon;
            Structure(c);
        }
        else if (IsOfBareKey(c) || c is ' ' or '-' or '.')
        {
            _bare.Append(c);
        }
        else
        {
            Guess();
        }
    }

    private static bool IsOfBareKey(char c) => char.IsLetterOrDigit(c) || c is '_' or '$';

    private void AddBare(char next)
    {
        NodeKind? kind = _bare.Span switch
        {
            "true" or "True" or "TRUE" => NodeKind.True,
            "false" or "False" or "FALSE" => NodeKind.False,
            "null" or "None" => NodeKind.Null,
            _ => BareReader.IsJsonNumber(_bare.Span) ? NodeKind.Number : null,
        };

        if (kind is { } known)
        {
            _tree.Add(known, isKey: false, known == NodeKind.Number ? _bare.Span : "");
            _step = Step.After;
            Structure(next);
        }
        else
        {
            Guess();
        }
    }

    private void Comment(char c)
    {
        _step = (_step, c) switch
        {
            (Step.Slash, '*') => Step.BlockComment,
            (Step.Slash, '/') => Step.LineComment,
            (Step.Slash, _) => Step.Done,
            (Step.LineComment, '\n') => _afterComment,
            (Step.LineComment, _) => Step.LineComment,
            (_, '*') => Step.BlockCommentEnd,
            (Step.BlockCommentEnd, '/') => _afterComment,
            _ => Step.BlockComment,
        };
    }
}
