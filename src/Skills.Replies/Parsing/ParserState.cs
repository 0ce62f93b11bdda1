using System.Buffers;

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
internal sealed class ParserState(string text, ReplyTree tree)
{
    /// <summary>How often a string without end may send the parser back; beyond it the string takes the rest of the text.</summary>
    private const int MostReturns = 8;

    private static readonly SearchValues<char> Quotes = SearchValues.Create("\"'`\u201c\u201d\u201e\u201f\u2018\u2019\u201a\u201b\u00b4");

    private int _returns;
    private int _lastQuote = -2;

    public string Text { get; } = text;

    public ReplyTree Tree { get; } = tree;

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
                _lastQuote = Text.AsSpan().LastIndexOfAny(Quotes);
            }

            return _lastQuote;
        }
    }

    /// <summary>Passes white space and comments; what is not plain white space is noted on <paramref name="node"/>.</summary>
    public void SkipTrivia(int node)
    {
        if (At < Text.Length && Text[At] is > ' ' and < '\u0080' and not '/' and not '#')
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
