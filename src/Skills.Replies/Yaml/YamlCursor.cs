namespace Skills.Replies.Yaml;

/// <summary>A place in a YAML text, and the line it is in. Not thread-safe.</summary>
internal sealed class YamlCursor(string text, int start, int end)
{
    private bool _isAtContent;

    public string Text => text;

    /// <summary>The end of the YAML text, which may be before the end of the reply.</summary>
    public int End => end;

    public int At { get; private set; } = start;

    /// <summary>The first character of the line.</summary>
    public int LineStart { get; private set; } = start;

    /// <summary>How many characters precede the place in its line. Indentation is spaces only (YAML 1.2.2 §6.1), so this is the indentation of content.</summary>
    public int Column => At - LineStart;

    public char Current => Ahead(0);

    public bool IsAtEnd => At >= end;

    public bool IsAtBreak => At >= end || text[At] is '\n' or '\r';

    /// <summary>Whether a comment begins here. Its mark must follow white space: <c>a#b</c> is a text.</summary>
    public bool IsAtComment => Current == '#' && (At == LineStart || text[At - 1] is ' ' or '\t');

    /// <summary>Whether an item of a block list begins here.</summary>
    public bool IsAtItem => Current == '-' && EndsWord(Ahead(1));

    /// <summary>Whether the document ends here: with the text, or with a line of three dashes or dots.</summary>
    public bool IsAtDocumentEnd => IsAtEnd || IsAtMarker;

    public bool IsAtMarker => At == LineStart && EndsWord(Ahead(3))
        && (Current, Ahead(1), Ahead(2)) is ('-', '-', '-') or ('.', '.', '.');

    /// <summary>White space, a line break, or the end of the text.</summary>
    public static bool EndsWord(char c) => c is ' ' or '\t' or '\n' or '\r' or '\0';

    public char Ahead(int count) => At + count < end ? text[At + count] : '\0';

    public void Pass(int count) => MoveTo(At + count);

    /// <summary>Moves within the line.</summary>
    public void MoveTo(int at)
    {
        At = at;
        _isAtContent = false;
    }

    /// <summary>Moves to another line.</summary>
    public void MoveTo(int at, int lineStart)
    {
        MoveTo(at);
        LineStart = lineStart;
    }

    public void SkipSpaces()
    {
        while (At < end && text[At] is ' ' or '\t')
        {
            Pass(1);
        }
    }

    public void SkipLine()
    {
        while (!IsAtBreak)
        {
            Pass(1);
        }
    }

    /// <summary>Passes a line break of one or two characters; false at the end of the text.</summary>
    public bool PassBreak()
    {
        if (IsAtEnd)
        {
            return false;
        }

        Pass(Current == '\r' && Ahead(1) == '\n' ? 2 : 1);
        LineStart = At;
        return true;
    }

    /// <summary>Moves to the first line that holds more than white space and comments, or to the end.</summary>
    /// <returns>False when more is left on this line, or when a line is indented with tabs.</returns>
    public bool NextContent()
    {
        var isFirstLine = !_isAtContent;
        while (!_isAtContent)
        {
            var indentation = At;
            SkipSpaces();
            if (IsAtComment)
            {
                SkipLine();
            }

            if (!IsAtBreak && (isFirstLine || text.AsSpan(indentation, At - indentation).Contains('\t')))
            {
                return false;
            }

            isFirstLine = false;
            _isAtContent = !IsAtBreak || !PassBreak();
        }

        return true;
    }
}
