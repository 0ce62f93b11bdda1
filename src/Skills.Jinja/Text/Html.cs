using System.Buffers;

namespace Skills.Jinja.Text;

/// <summary>Escaping as markupsafe does it, and the way back.</summary>
internal static class Html
{
    private static readonly SearchValues<char> Special = SearchValues.Create("&<>'\"");

    internal static bool NeedsEscape(string text) => text.AsSpan().ContainsAny(Special);

    internal static void Escape(TextBuffer buffer, ReadOnlySpan<char> text)
    {
        for (int at; (at = text.IndexOfAny(Special)) >= 0; text = text[(at + 1)..])
        {
            buffer.Append(text[..at]);
            buffer.Append(text[at] switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                // Numeric references, as markupsafe writes them: &apos; is not in HTML 4.
                '\'' => "&#39;",
                _ => "&#34;",
            });
        }

        buffer.Append(text);
    }

    /// <summary>Escapes the text behind a position of a buffer.</summary>
    internal static void EscapeTail(TextBuffer buffer, int start)
    {
        var first = buffer.Written[start..].IndexOfAny(Special);
        if (first < 0)
        {
            return;
        }

        var text = buffer.Written[(start + first)..];
        var copy = ArrayPool<char>.Shared.Rent(text.Length);
        text.CopyTo(copy);
        var length = text.Length;
        buffer.Truncate(start + first);
        Escape(buffer, copy.AsSpan(0, length));
        ArrayPool<char>.Shared.Return(copy);
    }

    /// <summary>Drops comments and tags, joins white space, and turns entities into characters. One pass.</summary>
    internal static string StripTags(string text)
    {
        var plain = DropTags(DropComments(text));
        using var words = new TextBuffer(int.MaxValue, "");
        // Markup.striptags: " ".join(value.split()).
        var rest = PythonText.Trim(plain);
        for (var i = 0; i < rest.Length; i++)
        {
            if (!PythonText.IsSpace(rest[i]))
            {
                words.Append(rest[i]);
            }
            else if (!PythonText.IsSpace(rest[i - 1]))
            {
                words.Append(' ');
            }
        }

        return HtmlEntities.Unescape(words.ToString());
    }

    private static string DropComments(string text) => Drop(text, "<!--", "-->");

    private static string DropTags(string text) => Drop(text, "<", ">");

    /// <summary>Removes each stretch between two marks; one without an end stays.</summary>
    private static string Drop(string text, string open, string close)
    {
        var start = text.IndexOf(open, StringComparison.Ordinal);
        if (start < 0)
        {
            return text;
        }

        using var buffer = new TextBuffer(int.MaxValue, "");
        var from = 0;
        while (start >= 0)
        {
            var end = text.IndexOf(close, start + open.Length, StringComparison.Ordinal);
            if (end < 0)
            {
                break;
            }

            buffer.Append(text.AsSpan(from, start - from));
            from = end + close.Length;
            start = text.IndexOf(open, from, StringComparison.Ordinal);
        }

        buffer.Append(text.AsSpan(from));
        return buffer.ToString();
    }
}
