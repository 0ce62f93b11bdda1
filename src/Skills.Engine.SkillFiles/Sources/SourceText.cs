namespace Skills.Engine.SkillFiles.Sources;

/// <summary>A file's text and where its lines begin. Offsets are in UTF-16 units from 0.</summary>
internal sealed class SourceText
{
    private readonly List<int> _lineStarts = [0];

    public SourceText(string name, string text)
    {
        Name = name;
        Text = text;
        for (int i = 0, next; (next = text.AsSpan(i).IndexOfAny('\n', '\r')) >= 0;)
        {
            i += next + 1;
            if (text[i - 1] == '\n' || i == text.Length || text[i] != '\n')
            {
                _lineStarts.Add(i);
            }
        }
    }

    /// <summary>The file's name as diagnostics show it.</summary>
    public string Name { get; }

    public string Text { get; }

    public int LineCount => _lineStarts.Count;

    /// <summary>Line and column, both from 1.</summary>
    public (int Line, int Column) Place(int offset)
    {
        offset = Math.Clamp(offset, 0, Text.Length);
        var index = _lineStarts.BinarySearch(offset);
        index = index >= 0 ? index : ~index - 1;
        return (index + 1, offset - _lineStarts[index] + 1);
    }

    /// <summary>The line without its break.</summary>
    public string Line(int line)
    {
        var start = _lineStarts[line - 1];
        var end = line < _lineStarts.Count ? _lineStarts[line] : Text.Length;
        return Text[start..end].TrimEnd('\r', '\n');
    }

    /// <summary>Where a line begins.</summary>
    public int LineStart(int line) => _lineStarts[Math.Clamp(line, 1, LineCount) - 1];
}
