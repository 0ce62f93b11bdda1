using System.Text;

namespace Skills.Engine.Generators.Yaml;

/// <summary>Reads literal (<c>|</c>) and folded (<c>&gt;</c>) scalars (YAML 1.2.2 §8.1).</summary>
internal sealed class YamlBlockText(YamlCursor cursor, int parent)
{
    private readonly StringBuilder _text = new();
    private bool _isFolded;
    private char _chomping;
    private int _indentation = -1;

    /// <summary>Reads the scalar at the cursor.</summary>
    /// <param name="cursor">The mark <c>|</c> or <c>&gt;</c>.</param>
    /// <param name="parent">The column that its lines must be deeper than.</param>
    /// <exception cref="YamlException">Its header is not valid.</exception>
    public static YamlScalar Read(YamlCursor cursor, int parent)
    {
        var (start, reader) = (cursor.At, new YamlBlockText(cursor, parent));
        reader.Header();
        reader.Lines();
        return new(start, Math.Max(start, cursor.At), reader._text.ToString());
    }

    // |2- : how it is folded, then an indentation and what becomes of the last line breaks, in any order.
    private void Header()
    {
        var start = cursor.At;
        _isFolded = cursor.Current == '>';
        for (cursor.Pass(1); !YamlCursor.EndsWord(cursor.Current); cursor.Pass(1))
        {
            if (cursor.Current is '+' or '-' && _chomping == '\0')
            {
                _chomping = cursor.Current;
            }
            else
            {
                _indentation = cursor.Current is >= '1' and <= '9' && _indentation < 0 ? Math.Max(parent, 0) + cursor.Current - '0' : throw Invalid(start);
            }
        }

        cursor.SkipSpaces();
        if (cursor.IsAtComment)
        {
            cursor.SkipLine();
        }

        if (!cursor.IsAtBreak)
        {
            throw Invalid(start);
        }
    }

    private static YamlException Invalid(int start) => YamlException.Syntax(start, "The text of a block begins on the next line. Only '+', '-' and an indentation may follow its mark.");

    private void Lines()
    {
        var (at, line) = (cursor.At, cursor.LineStart);
        var hasBreak = cursor.PassBreak();
        var (leading, wasIndented, blank) = (false, false, BlankLines());
        while (hasBreak && !cursor.IsAtDocumentEnd && cursor.Column >= _indentation)
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

        _text.Append('\n', _chomping != '-' && leading ? 1 : 0);
        _text.Append('\n', _chomping == '+' ? blank : 0);
        cursor.MoveTo(at, line);
    }

    // A folded line break is a space, unless empty lines follow or one of the lines is indented further.
    private void Join(bool leading, int blank, bool isFolded)
    {
        if (leading && (!isFolded || blank == 0))
        {
            _text.Append(isFolded ? ' ' : '\n');
        }

        _text.Append('\n', blank);
    }

    // Passes empty lines and the indentation of the next line. The first line with content sets the indentation.
    private int BlankLines()
    {
        for (var blank = 0; ;)
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
}
