using System.Buffers;
using Skills.Jinja.Text;

namespace Skills.Jinja.Syntax;

/// <summary>An environment's delimiters and white space options, arranged for the lexer. Immutable.</summary>
internal sealed class LexerRules
{
    private readonly (Opening Kind, string Text)[] _openings;
    private readonly SearchValues<char> _firstChars;

    internal LexerRules(JinjaOptions options)
    {
        Delimiters = options.Delimiters;
        TrimBlocks = options.TrimBlocks;
        LstripBlocks = options.LstripBlocks;
        NewlineSequence = options.NewlineSequence;

        var openings = new List<(Opening Kind, string Text, string Order)>
        {
            (Opening.Comment, Delimiters.CommentStart, "comment"),
            (Opening.Block, Delimiters.BlockStart, "block"),
            (Opening.Variable, Delimiters.VariableStart, "variable"),
        };
        if (Delimiters.LineStatementPrefix is { } statement)
        {
            openings.Add((Opening.LineStatement, statement, "linestatement"));
            HasLineRules = true;
        }

        if (Delimiters.LineCommentPrefix is { } comment)
        {
            openings.Add((Opening.LineComment, comment, "linecomment"));
            HasLineRules = true;
        }

        // The longest opening wins; equal lengths are tried in the reverse order of Jinja's token names.
        openings.Sort(static (a, b) => a.Text.Length != b.Text.Length
            ? b.Text.Length.CompareTo(a.Text.Length)
            : string.CompareOrdinal(b.Order, a.Order));
        _openings = [.. openings.Select(static o => (o.Kind, o.Text))];
        _firstChars = SearchValues.Create([.. openings.Where(static o => o.Kind < Opening.LineStatement).Select(static o => o.Text[0])]);
    }

    internal JinjaDelimiters Delimiters { get; }

    internal bool TrimBlocks { get; }

    internal bool LstripBlocks { get; }

    internal string NewlineSequence { get; }

    internal bool HasLineRules { get; }

    /// <summary>Finds the first opening at or after a position.</summary>
    /// <returns>Where it begins and where its text ends; <paramref name="start"/> is -1 when there is none.</returns>
    internal Opening FindOpening(string text, int position, out int start, out int end)
    {
        for (var i = position; i <= text.Length; i++)
        {
            if (!HasLineRules)
            {
                var next = text.AsSpan(i).IndexOfAny(_firstChars);
                if (next < 0)
                {
                    break;
                }

                i += next;
            }

            foreach (var (kind, opening) in _openings)
            {
                var at = kind switch
                {
                    Opening.LineStatement => LineStatementAt(text, i),
                    Opening.LineComment => LineCommentAt(text, i),
                    _ => i,
                };
                if (at >= 0 && string.CompareOrdinal(text, at, opening, 0, opening.Length) == 0 && at + opening.Length <= text.Length)
                {
                    start = i;
                    end = at + opening.Length;
                    return kind;
                }
            }
        }

        start = -1;
        end = -1;
        return default;
    }

    private static int LineStatementAt(string text, int position)
    {
        if (position > 0 && text[position - 1] != '\n')
        {
            return -1;
        }

        // Jinja's pattern is ^[ \t\v]*.
        while (position < text.Length && text[position] is ' ' or '\t' or '\v')
        {
            position++;
        }

        return position;
    }

    private static int LineCommentAt(string text, int position)
    {
        // Jinja's pattern is (?:^|(?<=\S))[^\S\r\n]*, so a line comment may follow text.
        if (position > 0 && text[position - 1] != '\n' && PythonText.IsSpace(text[position - 1]))
        {
            return -1;
        }

        while (position < text.Length && text[position] != '\n' && PythonText.IsSpace(text[position]))
        {
            position++;
        }

        return position;
    }
}
