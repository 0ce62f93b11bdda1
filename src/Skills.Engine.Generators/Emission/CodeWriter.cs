using System.Text;

namespace Skills.Engine.Generators.Emission;

/// <summary>Writes indented C#.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    public void Line(string text = "")
    {
        _text.Append(' ', text.Length == 0 ? 0 : _depth * 4).Append(text).Append('\n');
    }

    public void Open(string header)
    {
        Line(header);
        Line("{");
        _depth++;
    }

    public void Close(string end = "}")
    {
        _depth--;
        Line(end);
    }

    /// <summary>Writes a documentation comment; nothing when there is no text.</summary>
    public void Summary(string? text)
    {
        if (!string.IsNullOrWhiteSpace(text))
        {
            var one = string.Join(" ", text!.Split([' ', '\t', '\r', '\n', '\u0085', '\u2028', '\u2029'], StringSplitOptions.RemoveEmptyEntries));
            Line($"/// <summary>{one.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;")}</summary>");
        }
    }

    /// <summary>Writes what another writer wrote, at the depth of this one.</summary>
    public void Add(string lines)
    {
        foreach (var line in lines.TrimEnd('\n').Split('\n'))
        {
            Line(line);
        }
    }

    public override string ToString() => _text.ToString();
}
