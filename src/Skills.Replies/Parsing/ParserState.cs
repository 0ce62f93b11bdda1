namespace Skills.Replies.Parsing;

/// <summary>Where a value stands.</summary>
internal enum Place
{
    Top,
    Key,
    Member,
    Item,
}

/// <summary>What the parts of the tolerant parser share: the text, the place in it, the tree and the brackets that are open.</summary>
internal sealed class ParserState(string text, ReplyTree tree, KnownKeys keys)
{
    /// <summary>How often a string without end may send the parser back; beyond it the string takes the rest of the text.</summary>
    private const int MostReturns = 8;

    /// <summary>How far a key is looked ahead for.</summary>
    private const int Window = 120;

    private int _returns;
    private int _lastQuote = -2;

    public string Text { get; } = text;

    public ReplyTree Tree { get; } = tree;

    /// <summary>The names of the schema's properties.</summary>
    public KnownKeys Keys { get; } = keys;

    public int At { get; set; }

    /// <summary>The closing brackets that are due, innermost last.</summary>
    public List<char> Due { get; } = [];

    /// <summary>Set when the nesting limit was met; parsing has stopped.</summary>
    public bool TooDeep { get; set; }

    public bool AtEnd => At >= Text.Length;

    public char Current => At < Text.Length ? Text[At] : '\0';

    public char Peek(int offset) => At + offset < Text.Length ? Text[At + offset] : '\0';

    /// <summary>Whether the parser may go back once more.</summary>
    public bool MayReturn() => ++_returns <= MostReturns;

    /// <summary>The last quote of any kind in the text, so that no look-ahead searches for one that is not there.</summary>
    public int LastQuote
    {
        get
        {
            if (_lastQuote == -2)
            {
                _lastQuote = Text.AsSpan().LastIndexOfAny(ReplyText.Quotes);
            }

            return _lastQuote;
        }
    }

    /// <summary>Whether a member stands here whose key the schema knows. Without a schema that tells, any member will do.</summary>
    public bool StartsKnownMember(int at)
    {
        at = ReplyText.SkipSpace(Text, at);
        return ReplyText.StartsMember(Text, at) ? !Keys.Decide || Keys.Contains(KeyAt(at)) : IsUnclosedKey(at) || LacksColon(at);
    }

    /// <summary>Whether a quoted key stands here whose closing quote is missing.</summary>
    public bool IsUnclosedKey(int at) =>
        ReplyText.At(Text, at) is '"' or '\''
        && ReplyText.ColonOfUnclosedKey(Text, at) is > 0 and var colon
        && (!Keys.Decide || Keys.Contains(Text.AsSpan(at + 1, colon - at - 1)));

    // "b" "y", "b" 2: a quoted key and a value without a colon between them.
    private bool LacksColon(int at)
    {
        if (ReplyText.At(Text, at) != '"')
        {
            return false;
        }

        var key = KeyAt(at);
        var close = at + key.Length + 1;
        var value = ReplyText.SkipSpace(Text, close + 1);
        if (ReplyText.At(Text, close) != '"' || value == close + 1 || value >= Text.Length)
        {
            return false;
        }

        if (Text[value] is '[' or '{' || char.IsAsciiDigit(Text[value]))
        {
            return !Keys.Decide || Keys.Contains(key);
        }

        var end = Text[value] == '"' ? Text.AsSpan(value + 1, Math.Min(Window, Text.Length - value - 1)).IndexOf('"') : -1;
        return end >= 0 && ReplyText.At(Text, ReplyText.SkipSpace(Text, value + end + 2)) is ',' or '}' && (!Keys.Decide || Keys.Contains(key));
    }

    private ReadOnlySpan<char> KeyAt(int at)
    {
        var escaped = Text[at] == '\\';
        at += escaped ? 1 : 0;
        if (!ReplyText.IsQuote(Text[at]))
        {
            return Text.AsSpan(at, ReplyText.BareKeyEnd(Text, at) - at);
        }

        var rest = Text.AsSpan(at + 1, Math.Min(Window, Text.Length - at - 1));
        var opener = Text[at];
        for (var i = 0; i < rest.Length; i++)
        {
            if (ReplyText.Closes(opener, rest[i]))
            {
                return rest[..(escaped && i > 0 ? i - 1 : i)];
            }
        }

        return rest;
    }

    /// <summary>Passes white space and comments; what is not plain white space is noted on <paramref name="node"/>.</summary>
    public void SkipTrivia(int node)
    {
        if (At < Text.Length && Text[At] is > ' ' and < '\u0080' and not '/' and not '#' and not '\\')
        {
            return;
        }

        while (At < Text.Length)
        {
            var c = Text[At];
            if (c is ' ' or '\n' or '\r' or '\t')
            {
                At++;
            }
            else if (ReplyText.IsSpecialSpace(c))
            {
                Tree.Note(RepairName.SpecialWhitespace, node, At++, 1);
            }
            else if (c == '\\' && Peek(1) is 'n' or 'r' or 't')
            {
                // A line break that was escaped although it is in no string.
                Tree.Note(RepairName.SpecialWhitespace, node, At, 2);
                At += 2;
            }
            else if (ReplyText.IsComment(Text, At))
            {
                SkipComment(node);
            }
            else
            {
                return;
            }
        }
    }

    private void SkipComment(int node)
    {
        var start = At;
        if (Peek(1) == '*')
        {
            var end = Text.IndexOf("*/", At + 2, StringComparison.Ordinal);
            At = end < 0 ? Text.Length : end + 2;
        }
        else
        {
            var end = Text.IndexOf('\n', At);
            At = end < 0 ? Text.Length : end;
        }

        Tree.Note(RepairName.Comment, node, start, At - start);
    }
}
