using System.Text;

namespace Skills.Jinja;

/// <summary>A template could not be parsed or rendered. Says what, and points at where.</summary>
/// <remarks>The message holds the line of the template, never a value the template was given – except where a template raises a text of its own.</remarks>
public sealed class JinjaException : Exception
{
    internal JinjaException(JinjaErrorKind kind, string reason, string? templateName, int line, int column, string? sourceLine, Exception? inner = null)
        : base(Compose(reason, templateName, line, column, sourceLine), inner)
    {
        Kind = kind;
        Reason = reason;
        TemplateName = templateName;
        Line = line;
        Column = column;
        Excerpt = sourceLine is null ? "" : Point(sourceLine, column);
    }

    /// <summary>The family of the error.</summary>
    public JinjaErrorKind Kind { get; }

    /// <summary>The sentence alone, without place and excerpt.</summary>
    public string Reason { get; }

    /// <summary>Name of the template at fault (an included one, if the error is there); null for a template parsed without a name.</summary>
    public string? TemplateName { get; }

    /// <summary>Line of the fault, from 1; 0 when there is no place.</summary>
    public int Line { get; }

    /// <summary>Column of the fault in UTF-16 characters, from 1; 0 when there is no place.</summary>
    public int Column { get; }

    /// <summary>The line of the template and, below it, a caret under the fault; empty when there is no place. Long lines are cut around the caret.</summary>
    public string Excerpt { get; }

    private static string Compose(string reason, string? name, int line, int column, string? sourceLine)
    {
        if (line == 0)
        {
            return reason;
        }

        var text = new StringBuilder(reason);
        text.Append(" (").Append(name ?? "template").Append(", line ").Append(line).Append(", column ").Append(column).Append(')');
        return sourceLine is null ? text.ToString() : text.Append('\n').Append(Point(sourceLine, column)).ToString();
    }

    private static string Point(string sourceLine, int column)
    {
        const int Width = 100;
        var start = 0;
        var caret = Math.Clamp(column - 1, 0, sourceLine.Length);
        if (sourceLine.Length > Width)
        {
            start = Math.Clamp(caret - (Width / 2), 0, sourceLine.Length - Width);
            sourceLine = sourceLine.Substring(start, Width);
        }

        return sourceLine.Replace('\t', ' ') + "\n" + new string(' ', caret - start) + "^";
    }
}
