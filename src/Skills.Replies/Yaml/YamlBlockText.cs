using System.Text;
using Skills.Replies.Parsing;

namespace Skills.Replies.Yaml;

/// <summary>Reads literal (<c>|</c>) and folded (<c>&gt;</c>) scalars (YAML 1.2.2 §8.1).</summary>
internal sealed class YamlBlockText(YamlCursor cursor, int parent)
{
    private readonly StringBuilder _text = new();
    private bool _isFolded;
    private char _chomping;
    private int _indentation = -1;

    /// <summary>Reads the scalar at the cursor; −1 when its header is not valid.</summary>
    /// <param name="cursor">The mark <c>|</c> or <c>&gt;</c>.</param>
    /// <param name="tree">The tree it is added to.</param>
    /// <param name="parent">The column that its lines must be deeper than.</param>
    public static int Read(YamlCursor cursor, ReplyTree tree, int parent)
    {
        var reader = new YamlBlockText(cursor, parent);
        if (!reader.Header())
        {
            return -1;
        }

        var start = cursor.At;
        reader.Lines();
        return tree.Add(NodeKind.String, NodeFlags.None, start, Math.Max(start, cursor.At), reader._text.ToString());
    }

    // |2- : how it is folded, then an indentation and what becomes of the last line breaks, in any order.
    private bool Header()
    {
        _isFolded = cursor.Current == '>';
        cursor.Pass(1);
        while (!YamlCursor.EndsWord(cursor.Current))
        {
            if (cursor.Current is '+' or '-' && _chomping == '\0')
            {
                _chomping = cursor.Current;
            }
            else if (cursor.Current is >= '1' and <= '9' && _indentation < 0)
            {
                _indentation = Math.Max(parent, 0) + cursor.Current - '0';
            }
            else
            {
                return false;
            }

            cursor.Pass(1);
        }

        cursor.SkipSpaces();
        if (cursor.IsAtComment)
        {
            cursor.SkipLine();
        }

        return cursor.IsAtBreak;
    }

    private void Lines()
    {
        var (at, line) = (cursor.At, cursor.LineStart);
        var hasBreak = cursor.PassBreak();
        var (leading, wasIndented) = (false, false);
        var blank = BlankLines();
        while (hasBreak && IsContent())
        {
            var isIndented = cursor.Current is ' ' or '\t';
            Join(leading, blank, _isFolded && !wasIndented && !isIndented);
            var from = cursor.At;
            cursor.SkipLine();
            _text.Append(cursor.Text, from, cursor.At - from);
            (at, line) = (cursor.At, cursor.LineStart);
            (leading, wasIndented) = (!cursor.IsAtEnd, isIndented);
            hasBreak = cursor.PassBreak();
            blank = BlankLines();
        }

        if (_chomping != '-' && leading)
        {
            _text.Append('\n');
        }

        if (_chomping == '+')
        {
            _text.Append('\n', blank);
        }

        cursor.MoveTo(at, line);
    }

    // A folded line break is a space, unless empty lines follow or one of the lines is indented further.
    private void Join(bool leading, int blank, bool isFolded)
    {
        if (leading && isFolded && blank == 0)
        {
            _text.Append(' ');
        }
        else if (leading && !isFolded)
        {
            _text.Append('\n');
        }

        _text.Append('\n', blank);
    }

    // Passes empty lines and the indentation of the next line. The first line with content sets the indentation.
    private int BlankLines()
    {
        var blank = 0;
        while (true)
        {
            while (cursor.Current == ' ' && (_indentation < 0 || cursor.Column < _indentation))
            {
                cursor.Pass(1);
            }

            if (!cursor.IsAtEnd && cursor.IsAtBreak)
            {
                blank++;
                cursor.PassBreak();
                continue;
            }

            if (_indentation < 0 && !cursor.IsAtEnd)
            {
                _indentation = Math.Max(cursor.Column, Math.Max(parent + 1, 0));
            }

            return blank;
        }
    }

    private bool IsContent() => !cursor.IsAtDocumentEnd && cursor.Column >= _indentation;
}
