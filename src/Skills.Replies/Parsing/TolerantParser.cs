namespace Skills.Replies.Parsing;

/// <summary>
/// Reads one value written in something like JSON, in one pass, noting each repair. Looks ahead only to the next quote
/// or a bounded way, so that its time grows with the length of the text.
/// </summary>
internal sealed class TolerantParser
{
    private readonly ParserState _state;
    private readonly QuotedReader _quoted;
    private readonly BareReader _bare;
    private readonly ObjectReader _objects;
    private readonly ArrayReader _arrays;
    private readonly int _maxDepth;

    public TolerantParser(string text, ReplyTree tree, int maxDepth, KnownKeys keys)
    {
        _state = new(text, tree, keys);
        _quoted = new(_state);
        _bare = new(_state);
        var between = new Punctuation(_state);
        _objects = new(_state, this, _quoted, _bare, between);
        _arrays = new(_state, this, _objects, between);
        _maxDepth = maxDepth;
    }

    /// <summary>Where the parser stands.</summary>
    public int At { get => _state.At; set => _state.At = value; }

    /// <summary>Whether the nesting limit stopped it.</summary>
    public bool TooDeep => _state.TooDeep;

    private ReplyTree Tree => _state.Tree;

    /// <summary>Reads a value at the current place; −1 when none stands there.</summary>
    public int Read(Place place = Place.Top)
    {
        var node = ReadValue(place);
        if (place == Place.Top && node >= 0 && Tree.Nodes[node].Kind == NodeKind.Object)
        {
            _objects.MergeTail(node);
        }

        return node;
    }

    /// <summary>Reads members without the brace that should open them, at the current place.</summary>
    public int ReadMembers()
    {
        var node = Tree.Add(NodeKind.Object, NodeFlags.None, _state.At, _state.At);
        Tree.Note(RepairName.MissingOpener, node, _state.At, 0);
        _objects.ToEnd(node);
        return node;
    }

    /// <summary>Reads a value where one must stand; −1 when none does.</summary>
    public int ReadValue(Place place)
    {
        var c = _state.Current;
        if (c is '{' or '[' or '(')
        {
            return ReadNested(c);
        }

        if (ReplyText.IsFence(_state.Text, _state.At) && place is Place.Member or Place.Item && FenceHoldsText() && _quoted.ReadFence(place) is { } fenced)
        {
            return fenced;
        }

        if (ReplyText.IsQuote(c) || (c == '\\' && ReplyText.IsQuote(_state.Peek(1))))
        {
            return Joined(_quoted.Read(place), place);
        }

        if (place != Place.Top && IsPrefix(c))
        {
            return ReadPrefixed(place);
        }

        return IsCall() ? ReadCall(place) : _bare.Read(place);
    }

    private bool IsPrefix(char c) =>
        c is 'u' or 'b' or 'r' or 'f' && _state.Peek(1) is '"' or '\'' && _state.Peek(2) is not (',' or ']' or '}' or '\n' or '\0');

    // u'a', b"a": Python's marks before a string.
    private int ReadPrefixed(Place place)
    {
        var start = _state.At++;
        var node = _quoted.Read(place);
        Tree.Note(RepairName.CallStripped, node, start, 1);
        return node;
    }

    // "a" + "b"
    private int Joined(int node, Place place)
    {
        System.Text.StringBuilder? joined = null;
        while (place != Place.Key)
        {
            var plus = ReplyText.SkipSpace(_state.Text, _state.At);
            var next = ReplyText.SkipSpace(_state.Text, plus + 1);
            if (ReplyText.At(_state.Text, plus) != '+' || !ReplyText.IsQuote(ReplyText.At(_state.Text, next)))
            {
                break;
            }

            _state.At = next;
            var edits = Tree.Edits.Count;
            var second = _quoted.Read(place);
            joined ??= new(Tree.TextOf(node));
            joined.Append(Tree.SpanOf(second));
            var end = Tree.Nodes[second].End;
            Tree.Rewind(second, edits);
            Tree.Nodes[node] = Tree.Nodes[node] with { End = end };
            Tree.Note(RepairName.JoinedStrings, node, plus, 1);
        }

        if (joined is not null)
        {
            Tree.Nodes[node] = Tree.Nodes[node] with { Text = Tree.Keep(joined.ToString()) };
        }

        return node;
    }

    /// <summary>Whether the fence at the current place is a string rather than a mark around a value.</summary>
    public bool FenceHoldsText()
    {
        var line = _state.Text.AsSpan(_state.At).IndexOf('\n');
        return line >= 0 && !_state.Text.AsSpan(_state.At, line).TrimEnd().Equals("```json", StringComparison.OrdinalIgnoreCase);
    }

    // ObjectId("1"), callback({…})
    private bool IsCall()
    {
        var at = _state.At;
        while (at < _state.Text.Length && at - _state.At < 64 && (char.IsAsciiLetterOrDigit(_state.Text[at]) || _state.Text[at] is '_' or '$'))
        {
            at++;
        }

        if (at == _state.At || char.IsAsciiDigit(_state.Current) || ReplyText.At(_state.Text, at) != '(')
        {
            return false;
        }

        var inner = ReplyText.At(_state.Text, ReplyText.SkipSpace(_state.Text, at + 1));
        return inner is '{' or '[' or '"' or '\'' || char.IsAsciiDigit(inner);
    }

    private int ReadCall(Place place)
    {
        var start = _state.At;
        _state.At = _state.Text.IndexOf('(', start) + 1;
        var name = _state.At - start;
        _state.Due.Add(')');
        _state.SkipTrivia(-1);
        var node = _state.Due.Count > _maxDepth ? Stop() : ReadValue(Place.Item);
        _state.Due.RemoveAt(_state.Due.Count - 1);
        var end = ReplyText.SkipSpace(_state.Text, _state.At);
        if (ReplyText.At(_state.Text, end) == ')')
        {
            _state.At = end + 1;
            if (place == Place.Top && _state.Current == ';')
            {
                _state.At++;
            }
        }

        if (node >= 0)
        {
            Tree.Note(RepairName.CallStripped, node, start, name);
        }

        return node;
    }

    private int ReadNested(char opener) =>
        _state.Due.Count >= _maxDepth ? Stop() : opener == '{' ? ReadObject() : _arrays.Read(opener == '[' ? ']' : ')');

    private int Stop()
    {
        _state.TooDeep = true;
        _state.At = _state.Text.Length;
        return -1;
    }

    private int ReadObject()
    {
        var node = Tree.Add(NodeKind.Object, NodeFlags.None, _state.At, _state.At);
        _state.At++;
        _objects.ToEnd(node);
        return node;
    }
}
