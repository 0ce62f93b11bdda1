using System.Text;
using Skills.Jinja.Text;

namespace Skills.Jinja.Builtins;

/// <summary>The filters that can work on text where it was printed.</summary>
internal static class TailFilters
{
    // A test may have the name of a filter.
    internal static TailFilter? Find(Builtin builtin) => !ReferenceEquals(builtin, FilterTable.All.GetValueOrDefault(builtin.Name)) ? null : builtin.Name switch
    {
        "trim" => Trim,
        "escape" => Escape,
        "upper" => Upper,
        "lower" => Lower,
        "string" => static (_, _, markup) => markup,
        _ => null,
    };

    private static bool Trim(TextBuffer buffer, int start, bool markup)
    {
        var text = buffer.Written[start..];
        var trimmed = PythonText.TrimStart(text);
        var skipped = text.Length - trimmed.Length;
        var length = PythonText.TrimEnd(trimmed).Length;
        buffer.Move(start + skipped, start, length);
        return markup;
    }

    private static bool Escape(TextBuffer buffer, int start, bool markup)
    {
        if (!markup)
        {
            Html.EscapeTail(buffer, start);
        }

        return true;
    }

    private static bool Upper(TextBuffer buffer, int start, bool markup)
    {
        var text = buffer.Tail(start);
        if (!Ascii.IsValid(text))
        {
            buffer.Append(TextCase.Upper(buffer.Cut(start)));
            return markup;
        }

        foreach (ref var c in text)
        {
            c = c is >= 'a' and <= 'z' ? (char)(c - 32) : c;
        }

        return markup;
    }

    private static bool Lower(TextBuffer buffer, int start, bool markup)
    {
        var text = buffer.Tail(start);
        if (!Ascii.IsValid(text))
        {
            buffer.Append(TextCase.Lower(buffer.Cut(start)));
            return markup;
        }

        foreach (ref var c in text)
        {
            c = c is >= 'A' and <= 'Z' ? (char)(c + 32) : c;
        }

        return markup;
    }
}
