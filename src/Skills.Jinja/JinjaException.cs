using System.Text;

namespace Skills.Jinja;

/// <summary>A template could not be parsed or rendered. Says what, and points at where.</summary>
/// <remarks>The message holds the line of the template, never a value the template was given – except where a template raises a text of its own.</remarks>
public sealed class JinjaException : Exception
{
    /// <summary>Makes an error for a <see cref="JinjaFunction"/> to throw; the engine adds the place.</summary>
    /// <param name="kind">The family of the error.</param>
    /// <param name="reason">A sentence that says what was found and what is allowed.</param>
    public JinjaException(JinjaErrorKind kind, string reason)
        : this(kind, reason, null, 0, 0, null)
    {
    }

    internal JinjaException(
        JinjaErrorKind kind, string reason, string? templateName, int line, int column, string? sourceLine, Exception? inner = null, string? suggestion = null, string? hint = null)
        : base(Compose(Explain(kind, reason, suggestion, hint), templateName, line, column, sourceLine), inner)
    {
        Suggestion = suggestion;
        Hint = hint;
        Kind = kind;
        Reason = reason;
        TemplateName = templateName;
        Line = line;
        Column = column;
        Excerpt = sourceLine is null ? "" : Point(sourceLine, column);
    }

    /// <summary>The family of the error.</summary>
    public JinjaErrorKind Kind { get; }

    /// <summary>The sentence alone, without suggestion, place and excerpt: where Jinja2 has words for the error, these.</summary>
    public string Reason { get; }

    /// <summary>The known filter, test, tag or variable nearest to a name that is not known; null when there is none near.</summary>
    public string? Suggestion { get; }

    /// <summary>What to write instead, for mistakes that are common in people who come from other languages; null for none.</summary>
    public string? Hint { get; }

    /// <summary>Name of the template at fault (an included one, if the error is there); null for a template parsed without a name.</summary>
    public string? TemplateName { get; }

    /// <summary>Line of the fault, from 1; 0 when there is no place.</summary>
    public int Line { get; }

    /// <summary>Column of the fault in UTF-16 characters, from 1; 0 when there is no place.</summary>
    public int Column { get; }

    /// <summary>The line of the template and, below it, a caret under the fault; empty when there is no place. Long lines are cut around the caret.</summary>
    public string Excerpt { get; }

    // Jinja2's reason for a template that was not found is its bare name, and some of its reasons end without a full stop.
    private static string Explain(JinjaErrorKind kind, string reason, string? suggestion, string? hint)
    {
        var text = kind == JinjaErrorKind.TemplateNotFound && !reason.Contains(' ', StringComparison.Ordinal) ? $"Template '{reason}' not found." : reason;
        if (suggestion is null && hint is null)
        {
            return text;
        }

        text += text.EndsWith('.') ? "" : ".";
        text += suggestion is null ? "" : $" Did you mean '{suggestion}'?";
        return hint is null ? text : $"{text} {hint}";
    }

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
