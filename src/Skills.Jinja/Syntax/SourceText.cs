namespace Skills.Jinja.Syntax;

/// <summary>A template's text with line ends made equal, and the arithmetic from offsets to lines.</summary>
internal sealed class SourceText
{
    internal SourceText(string source, string? name, bool keepTrailingNewline)
    {
        var text = source.Contains('\r', StringComparison.Ordinal)
            ? source.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n')
            : source;
        if (!keepTrailingNewline && text.EndsWith('\n'))
        {
            text = text[..^1];
        }

        Text = text;
        Name = name;
    }

    internal string Text { get; }

    internal string? Name { get; }

    internal int LineOf(int position) => Text.AsSpan(0, Math.Clamp(position, 0, Text.Length)).Count('\n') + 1;

    internal int ColumnOf(int position)
    {
        position = Math.Clamp(position, 0, Text.Length);
        return position - (position == 0 ? -1 : Text.LastIndexOf('\n', position - 1));
    }

    internal JinjaException Error(JinjaErrorKind kind, string reason, int position, Exception? inner = null, string? suggestion = null, string? hint = null)
    {
        position = Math.Clamp(position, 0, Text.Length);
        var column = ColumnOf(position);
        var start = position - column + 1;
        var end = Text.IndexOf('\n', position);
        return new(kind, reason, Name, LineOf(position), column, Text[start..(end < 0 ? Text.Length : end)], inner, suggestion, hint);
    }
}
