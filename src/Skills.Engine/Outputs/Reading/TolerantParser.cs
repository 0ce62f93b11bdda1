namespace Skills.Engine.Outputs.Reading;

/// <summary>
/// Reads one value written in something like JSON, in one pass, noting each repair. Looks ahead only to the next quote
/// or a bounded way, so that its time grows with the length of the text.
/// </summary>
internal sealed class TolerantParser
{
    private readonly ParserState _state;
    private readonly QuotedReader _quoted;
    private readonly BareReader _bare;
    private readonly int _maxDepth;
    private int _strayEnd = -1;

    public TolerantParser(string text, ReplyTree tree, int maxDepth)
    {
        _state = new(text, tree);
        _quoted = new(_state);
        _bare = new(_state);
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
            MergeTail(node);
        }

        return node;
    }

    /// <summary>Reads members without the brace that should open them, at the current place.</summary>
    public int ReadMembers()
    {
        var node = Tree.Add(NodeKind.Object, NodeFlags.None, _state.At, _state.At);
        Tree.Note(RepairName.MissingOpener, node, _state.At, 0);
        EndObject(node);
        return node;
    }

    private int ReadValue(Place place)
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

    private bool FenceHoldsText()
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

    private int ReadNested(char opener)
    {
        if (_state.Due.Count >= _maxDepth)
        {
            return Stop();
        }

        var node = opener == '{' ? ReadObject() : ReadArray(opener == '[' ? ']' : ')');
        return node;
    }

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
        EndObject(node);
        return node;
    }

    private void EndObject(int node)
    {
        _state.Due.Add('}');
        var closed = ReadMembers(node);
        _state.Due.RemoveAt(_state.Due.Count - 1);
        Tree.Close(node, _state.At, unfinished: !closed);
        if (Tree.Nodes[node].Kind == NodeKind.Object)
        {
            DuplicateKeys.Mark(Tree, node);
        }
    }

    // Reads up to and over the closing bracket; false when it is missing.
    private bool ReadMembers(int node)
    {
        var count = 0;
        while (true)
        {
            SkipSeparators(node, first: count == 0);
            if (_state.AtEnd)
            {
                Tree.Note(RepairName.MissingCloser, node, _state.At, 0);
                return false;
            }

            switch (Closing(node, '}'))
            {
                case ClosingStep.Closed:
                    return true;
                case ClosingStep.BelongsAbove:
                    return true;
                case ClosingStep.Skipped:
                    continue;
            }

            var before = _state.At;
            count = ReadMember(node, count);
            if (_state.At == before)
            {
                Tree.Note(RepairName.StrayText, node, _state.At++, 1);
            }
        }
    }

    private enum ClosingStep
    {
        None,
        Closed,
        BelongsAbove,
        Skipped,
    }

    private ClosingStep Closing(int node, char own)
    {
        var c = _state.Current;
        if (c == own)
        {
            _state.At++;
            return ClosingStep.Closed;
        }

        if (c is not ('}' or ']' or ')'))
        {
            return c == '`' && ReplyText.IsFence(_state.Text, _state.At) ? AtFence(node) : ClosingStep.None;
        }

        if (_state.Due.LastIndexOf(c) >= 0)
        {
            Tree.Note(RepairName.MissingCloser, node, _state.At, 0);
            return ClosingStep.BelongsAbove;
        }

        if (c == ')')
        {
            Tree.Note(RepairName.ExtraCloser, node, _state.At++, 1);
            return ClosingStep.Skipped;
        }

        Tree.Note(RepairName.MismatchedCloser, node, _state.At++, 1);
        return ClosingStep.Closed;
    }

    // A fence between values: an opening mark is passed over; the end of the block ends what is open.
    private ClosingStep AtFence(int node)
    {
        var line = _state.At + 3;
        while (line < _state.Text.Length && (char.IsAsciiLetterOrDigit(_state.Text[line])))
        {
            line++;
        }

        var rest = ReplyText.SkipSpace(_state.Text, line);
        if (rest >= _state.Text.Length || (line == _state.At + 3 && _state.Text[rest] is not ('{' or '[' or '}' or ']' or '"')))
        {
            Tree.Note(RepairName.MissingCloser, node, _state.At, 0);
            return ClosingStep.BelongsAbove;
        }

        Tree.Note(RepairName.StrayFence, node, _state.At, line - _state.At);
        _state.At = line;
        return ClosingStep.Skipped;
    }

    private void SkipSeparators(int node, bool first)
    {
        var commas = 0;
        while (true)
        {
            _state.SkipTrivia(node);
            if (_state.Current is ',' or ';')
            {
                commas++;
                if (commas > 1 || first || _state.Current == ';')
                {
                    Tree.Note(_state.Current == ';' ? RepairName.OddSeparator : RepairName.StrayComma, node, _state.At, 1);
                }

                _state.At++;
            }
            else if (_state.Current == '.' && _state.Text.AsSpan(_state.At).StartsWith("..."))
            {
                Ellipsis(node);
            }
            else if (_state.Current == '\u2026')
            {
                Tree.Note(RepairName.Ellipsis, node, _state.At++, 1);
            }
            else
            {
                if (commas > 0 && _state.Current is '}' or ']')
                {
                    Tree.Note(RepairName.StrayComma, node, _state.At - 1, 1);
                }
                else if (commas == 0 && !first && !_state.AtEnd && _state.Current is not ('}' or ']' or ')' or '`'))
                {
                    Tree.Note(RepairName.MissingComma, node, _state.At, 0);
                }

                return;
            }
        }
    }

    private void Ellipsis(int node)
    {
        var start = _state.At;
        while (_state.Current == '.')
        {
            _state.At++;
        }

        Tree.Note(RepairName.Ellipsis, node, start, _state.At - start);
    }

    // Reads one member and gives the count of members so far.
    private int ReadMember(int node, int count)
    {
        if (_state.Current is '{' or '[' or '(')
        {
            return KeylessNested(node, count);
        }

        var (start, nodes, edits) = (_state.At, Tree.Nodes.Count, Tree.Edits.Count);
        var key = ReplyText.IsQuote(_state.Current) || (_state.Current == '\\' && ReplyText.IsQuote(_state.Peek(1)))
            ? _quoted.Read(Place.Key)
            : _bare.Read(Place.Key);
        if (key < 0)
        {
            return count;
        }

        _state.SkipTrivia(key);
        if (Colon(key))
        {
            ReadMemberValue(key);
            return count + 1;
        }

        return WithoutColon(node, key, count, start, nodes, edits);
    }

    private int WithoutColon(int node, int key, int count, int start, int nodes, int edits)
    {
        var c = _state.Current;
        var bare = Tree.Nodes[key].Flags.HasFlag(NodeFlags.Bare);
        if (bare && ReplyText.IsQuote(c) && (ReplyText.StartsMember(_state.Text, _state.At) || (count > 0 && !IsName(key))))
        {
            return Stray(node, count, start, nodes, edits);
        }

        if (_state.AtEnd || c is ',' or '}' or ']' || (bare && _state.Text.AsSpan(start, _state.At - start).Contains('\n')))
        {
            return WithoutValue(node, key, count, start, nodes, edits);
        }

        Tree.Note(RepairName.MissingColon, key, _state.At, 0);
        ReadMemberValue(key);
        return count + 1;
    }

    private int Stray(int node, int count, int start, int nodes, int edits)
    {
        Tree.Rewind(nodes, edits);
        Tree.Note(RepairName.StrayText, node, start, Math.Max(1, _state.At - start));
        _strayEnd = ReplyText.SkipSpace(_state.Text, _state.At);
        return count;
    }

    private bool IsName(int key)
    {
        foreach (var c in Tree.SpanOf(key))
        {
            if (!char.IsLetterOrDigit(c) && c is not ('_' or '-' or '$'))
            {
                return false;
            }
        }

        return true;
    }

    // A lone word or string: an item of a set, the key of a member that never came, or noise.
    private int WithoutValue(int node, int key, int count, int start, int nodes, int edits)
    {
        if (count == 0 && !_state.AtEnd && node == nodes - 1)
        {
            _state.At = start;
            Tree.Rewind(nodes, edits);
            ReadSet(node);
            return 0;
        }

        if ((Tree.Nodes[key].Flags.HasFlag(NodeFlags.Bare) || _strayEnd == start) && !(_state.AtEnd && count == 0))
        {
            return Stray(node, count, start, nodes, edits);
        }

        Tree.Add(NodeKind.Null, NodeFlags.Unfinished, _state.At, _state.At);
        Tree.Note(_state.AtEnd ? RepairName.UnfinishedKey : RepairName.MissingValue, key, _state.At, 0);
        return count + 1;
    }

    // {1, 2}: braces around items.
    private void ReadSet(int node)
    {
        Tree.Nodes[node] = Tree.Nodes[node] with { Kind = NodeKind.Array };
        Tree.Note(RepairName.SetToArray, node, Tree.Nodes[node].Start, 1);
        var items = 0;
        while (!_state.AtEnd)
        {
            SkipSeparators(node, first: items++ == 0);
            if (_state.AtEnd || _state.Current is '}' or ']')
            {
                return;
            }

            var before = _state.At;
            if (ReadValue(Place.Item) < 0 && _state.At == before)
            {
                _state.At++;
            }
        }
    }

    private int KeylessNested(int node, int count)
    {
        if (_state.Current == '{' && count == 0 && Tree.Nodes.Count == node + 1)
        {
            Tree.Note(RepairName.DoubledBraces, node, _state.At++, 1);
            return 0;
        }

        if (count == 0 && Tree.Nodes.Count == node + 1)
        {
            ReadSet(node);
            return 0;
        }

        var (nodes, edits, start) = (Tree.Nodes.Count, Tree.Edits.Count, _state.At);
        ReadValue(Place.Item);
        Tree.Rewind(nodes, edits);
        Tree.Note(RepairName.StrayText, node, start, _state.At - start);
        return count;
    }

    private bool Colon(int key)
    {
        var found = false;
        while (_state.Current is ':' or '=' || (found && _state.Current == '>'))
        {
            if (found || _state.Current != ':')
            {
                Tree.Note(RepairName.OddSeparator, key, _state.At, 1);
            }

            found = true;
            _state.At++;
            _state.SkipTrivia(key);
        }

        return found;
    }

    private void ReadMemberValue(int key)
    {
        _state.SkipTrivia(key);
        if (_state.AtEnd || _state.Current is ',' or '}' or ']')
        {
            Missing(key);
            return;
        }

        if (ReplyText.IsFence(_state.Text, _state.At) && !FenceHoldsText())
        {
            var end = _state.At + 3;
            while (char.IsAsciiLetterOrDigit(ReplyText.At(_state.Text, end)))
            {
                end++;
            }

            Tree.Note(RepairName.StrayFence, key, _state.At, end - _state.At);
            _state.At = end;
            _state.SkipTrivia(key);
        }

        if (ReadValue(Place.Member) < 0)
        {
            Missing(key);
        }
    }

    private void Missing(int key)
    {
        Tree.Add(NodeKind.Null, NodeFlags.Unfinished, _state.At, _state.At);
        Tree.Note(_state.AtEnd ? RepairName.UnfinishedKey : RepairName.MissingValue, key, _state.At, 0);
    }

    private int ReadArray(char closer)
    {
        var node = Tree.Add(NodeKind.Array, NodeFlags.None, _state.At, _state.At);
        var start = _state.At++;
        _state.Due.Add(closer);
        var (closed, items, commas) = ReadItems(node, closer);
        _state.Due.RemoveAt(_state.Due.Count - 1);
        Tree.Close(node, _state.At, unfinished: !closed);
        if (closer == ')')
        {
            Tree.Note(RepairName.Parentheses, node, start, 1);
            if (items == 1 && !commas)
            {
                Unwrap(node);
            }
        }

        return node;
    }

    // ("x"): parentheses around one value are no list.
    private void Unwrap(int node)
    {
        Tree.Nodes.RemoveAt(node);
        for (var i = node; i < Tree.Nodes.Count; i++)
        {
            Tree.Nodes[i] = Tree.Nodes[i] with { Next = Tree.Nodes[i].Next - 1 };
        }

        for (var i = Tree.Edits.Count - 1; i >= 0 && Tree.Edits[i].Node >= node; i--)
        {
            Tree.Edits[i] = Tree.Edits[i] with { Node = Math.Max(node, Tree.Edits[i].Node - 1) };
        }
    }

    private (bool Closed, int Items, bool Commas) ReadItems(int node, char closer)
    {
        var items = 0;
        var commas = false;
        while (true)
        {
            var before = _state.At;
            SkipSeparators(node, first: items == 0);
            commas |= _state.Text.AsSpan(before, _state.At - before).Contains(',');
            if (_state.AtEnd)
            {
                Tree.Note(RepairName.MissingCloser, node, _state.At, 0);
                return (false, items, commas);
            }

            switch (Closing(node, closer))
            {
                case ClosingStep.Closed or ClosingStep.BelongsAbove:
                    return (true, items, commas);
                case ClosingStep.Skipped:
                    continue;
            }

            items += ReadItem(node, items > 0 && _state.At == before) ? 1 : 0;
        }
    }

    private bool ReadItem(int node, bool touching)
    {
        var (start, nodes, edits) = (_state.At, Tree.Nodes.Count, Tree.Edits.Count);
        var item = ReadValue(Place.Item);
        if (item < 0)
        {
            if (_state.At == start && !_state.AtEnd)
            {
                Tree.Note(RepairName.StrayText, node, _state.At++, 1);
            }

            return false;
        }

        // ]s or }s: letters that touch the value before them are noise, not an item.
        if (touching && Tree.Nodes[item] is { Kind: NodeKind.String, Flags: var flags } && flags.HasFlag(NodeFlags.Bare))
        {
            Tree.Rewind(nodes, edits);
            Tree.Note(RepairName.StrayText, node, start, _state.At - start);
            return false;
        }

        if (Tree.Nodes[item].Kind == NodeKind.String && ReplyText.At(_state.Text, ReplyText.SkipSpace(_state.Text, _state.At)) == ':')
        {
            WithoutOpener(item);
        }

        return true;
    }

    // ["a": 1]: the brace around members is missing.
    private void WithoutOpener(int key)
    {
        var first = Tree.Nodes[key];
        Tree.Nodes[key] = new(NodeKind.Object, NodeFlags.None, first.Start, first.End, key + 1, -1);
        Tree.Nodes.Add(first with { Flags = first.Flags | NodeFlags.Key, Next = key + 2 });
        for (var i = Tree.Edits.Count - 1; i >= 0 && Tree.Edits[i].Node == key; i--)
        {
            Tree.Edits[i] = Tree.Edits[i] with { Node = key + 1 };
        }

        Tree.Note(RepairName.MissingOpener, key, first.Start, 0);
        _state.SkipTrivia(key + 1);
        Colon(key + 1);
        ReadMemberValue(key + 1);
        while (!_state.TooDeep && ReplyText.SkipSpace(_state.Text, _state.At) is var comma && ReplyText.At(_state.Text, comma) == ',' && ReplyText.StartsMember(_state.Text, comma + 1))
        {
            _state.At = comma + 1;
            _state.SkipTrivia(key);
            var before = _state.At;
            ReadMember(key, 1);
            if (_state.At == before)
            {
                break;
            }
        }

        Tree.Close(key, _state.At, unfinished: false);
    }

    // {"a": 1}, "b": 2}: members after the closing brace.
    private void MergeTail(int node)
    {
        var merged = false;
        while (!_state.TooDeep
            && ReplyText.SkipSpace(_state.Text, _state.At) is var comma
            && ReplyText.At(_state.Text, comma) == ','
            && ReplyText.SkipSpace(_state.Text, comma + 1) is var member
            && ReplyText.IsQuote(ReplyText.At(_state.Text, member))
            && ReplyText.StartsMember(_state.Text, member))
        {
            Tree.Note(RepairName.MergedTail, node, _state.At - 1, 1);
            _state.At = member;
            _state.Due.Add('}');
            var closed = ReadMembers(node);
            _state.Due.RemoveAt(_state.Due.Count - 1);
            Tree.Close(node, _state.At, unfinished: !closed);
            merged = true;
        }

        if (merged)
        {
            DuplicateKeys.Mark(Tree, node);
        }
    }
}
