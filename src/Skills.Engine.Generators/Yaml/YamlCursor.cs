namespace Skills.Engine.Generators.Yaml;

/// <summary>A place in a YAML text, and the line it is in. Not thread-safe.</summary>
internal sealed class YamlCursor(string text, int start, int end)
{
    public string Text => text;

    public int End => end;

    public int At { get; private set; } = start;

    public int LineStart { get; private set; } = start;

    /// <summary>How many characters precede the place in its line. Indentation is spaces only (YAML 1.2.2 §6.1).</summary>
    public int Column => At - LineStart;

    public char Current => Ahead(0);

    public bool IsAtEnd => At >= end;

    public bool IsAtBreak => At >= end || text[At] is '\n' or '\r';

    /// <summary>Whether a comment begins here. Its mark must follow white space: <c>a#b</c> is a text.</summary>
    public bool IsAtComment => Current == '#' && (At == LineStart || text[At - 1] is ' ' or '\t');

    public bool IsAtItem => Current == '-' && EndsWord(Ahead(1));

    /// <summary>Whether the document ends here: with the text, or with a line of three dashes or dots.</summary>
    public bool IsAtDocumentEnd => IsAtEnd || (At == LineStart && EndsWord(Ahead(3)) && (IsRow('-') || IsRow('.')));

    public static bool EndsWord(char c) => c is ' ' or '\t' or '\n' or '\r' or '\0';

    public char Ahead(int count) => At + count < end ? text[At + count] : '\0';

    public void Pass(int count) => At += count;

    public void MoveTo(int at) => At = at;

    public void MoveTo(int at, int lineStart) => (At, LineStart) = (at, lineStart);

    public void SkipSpaces()
    {
        while (At < end && text[At] is ' ' or '\t')
        {
            At++;
        }
    }

    public void SkipLine()
    {
        while (!IsAtBreak)
        {
            At++;
        }
    }

    /// <summary>Passes a line break of one or two characters; false at the end of the text.</summary>
    public bool PassBreak()
    {
        if (IsAtEnd)
        {
            return false;
        }

        At += Current == '\r' && Ahead(1) == '\n' ? 2 : 1;
        LineStart = At;
        return true;
    }

    /// <summary>Passes white space, comments and line breaks, up to content or the end of the document.</summary>
    /// <param name="inFlow">Whether brackets are open, where tabs are allowed.</param>
    /// <exception cref="YamlException">A line is indented with a tab.</exception>
    public void SkipToContent(bool inFlow = false)
    {
        while (true)
        {
            var from = At;
            SkipSpaces();
            if (IsAtComment)
            {
                SkipLine();
            }

            if (!IsAtBreak)
            {
                var tab = from == LineStart && !inFlow ? text.IndexOf('\t', from, At - from) : -1;
                if (tab >= 0)
                {
                    throw new YamlException("SK006", tab, 1, "A tab is used for indentation. Use spaces.");
                }

                return;
            }

            if (!PassBreak() || IsAtDocumentEnd)
            {
                return;
            }
        }
    }

    private bool IsRow(char c) => Current == c && Ahead(1) == c && Ahead(2) == c;
}
