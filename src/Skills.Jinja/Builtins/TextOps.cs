using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>What Python's str methods do, on UTF-16.</summary>
internal static class TextOps
{
    internal enum Side : byte
    {
        Left,
        Right,
        Both,
    }

    internal static Value Strip(RenderState state, Value text, Value chars, bool left, bool right)
    {
        var span = text.String.AsSpan();
        var start = 0;
        var end = span.Length;
        if (chars.IsNone)
        {
            while (left && start < end && PythonText.IsSpace(span[start]))
            {
                start++;
            }

            while (right && end > start && PythonText.IsSpace(span[end - 1]))
            {
                end--;
            }
        }
        else
        {
            var set = new HashSet<int>((text.IsMarkup && chars.IsString && !chars.IsMarkup ? state.Escape(chars.String) : Arg.Text(chars, "strip arg")).EnumerateRunes().Select(static r => r.Value));
            while (left && start < end && set.Contains(RuneAt(span, start, out var length)))
            {
                start += length;
            }

            while (right && end > start && set.Contains(RuneBefore(span, end, out var length)))
            {
                end -= length;
            }
        }

        state.Handle(start + span.Length - end);
        if (start == 0 && end == span.Length)
        {
            return text;
        }

        state.BuildString(end - start);
        return Value.Text(text.String[start..end], text.IsMarkup);
    }

    /// <summary>Pads to a width in code points. Both sides as <c>str.center</c>: the odd one goes left when the width is odd.</summary>
    internal static Value Pad(RenderState state, Value text, int width, string fill, Side side)
    {
        if (Slices.Length(fill) != 1)
        {
            throw RuntimeFault.Type("The fill character must be exactly one character long");
        }

        state.Scan(text.String.Length);
        var missing = width - Slices.Length(text.String);
        if (missing <= 0)
        {
            return text;
        }

        state.BuildString(((long)missing * fill.Length) + text.String.Length);
        var left = side switch { Side.Left => missing, Side.Right => 0, _ => (missing / 2) + (missing & width & 1) };
        return Value.Text(string.Concat(Repeat(fill, left), text.String, Repeat(fill, missing - left)), text.IsMarkup);
    }

    internal static string Repeat(string text, int count) => text.Length == 1 ? new(text[0], count) : string.Concat(Enumerable.Repeat(text, count));

    internal static string Replace(RenderState state, string text, string old, string fresh, int count)
    {
        if (count == 0)
        {
            return text;
        }

        // An empty text is found before each character and at the end.
        if (old.Length == 0)
        {
            return Interleave(state, text, fresh, count);
        }

        if (count < 0 && old.Length == 1 && fresh.Length == 1)
        {
            state.BuildString(text.Length);
            return text.Replace(old[0], fresh[0]);
        }

        var places = TextSearch.All(state, text, old, count < 0 ? int.MaxValue : count);
        if (places.Count == 0)
        {
            return text;
        }

        var length = text.Length + ((long)places.Count * (fresh.Length - old.Length));
        state.BuildString(length);
        return string.Create((int)length, (text, old.Length, fresh, places), static (span, s) =>
        {
            var from = 0;
            foreach (var at in s.places)
            {
                s.text.AsSpan(from, at - from).CopyTo(span);
                s.fresh.CopyTo(span[(at - from)..]);
                span = span[(at - from + s.fresh.Length)..];
                from = at + s.Length;
            }

            s.text.AsSpan(from).CopyTo(span);
        });
    }

    /// <summary>Python's splitlines: many characters end a line; a last line end opens no line.</summary>
    internal static List<string> SplitLines(RenderState state, string text, bool keepEnds)
    {
        var lines = new List<string>();
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            // https://docs.python.org/3/library/stdtypes.html#str.splitlines lists the line boundaries.
            if (text[i] is '\n' or '\r' or '\v' or '\f' or '\x1c' or '\x1d' or '\x1e' or '\x85' or '\u2028' or '\u2029')
            {
                var end = i;
                if (text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n')
                {
                    i++;
                }

                lines.Add(text[start..(keepEnds ? i + 1 : end)]);
                start = i + 1;
            }
        }

        if (start < text.Length)
        {
            lines.Add(text[start..]);
        }

        state.Create(lines.Count * 32L);
        return lines;
    }

    /// <summary>Python's split; a null separator splits at white space. <paramref name="max"/> below zero means no limit.</summary>
    internal static List<string> Split(RenderState state, string text, string? separator, int max, bool fromRight)
    {
        if (separator is null)
        {
            return fromRight ? SplitSpaceRight(text, max) : SplitSpace(text, max);
        }

        if (separator.Length == 0)
        {
            throw RuntimeFault.Value("empty separator");
        }

        return fromRight ? SplitRight(state, text, separator, max) : SplitLeft(state, text, separator, max);
    }

    private static List<string> SplitLeft(RenderState state, string text, string separator, int max)
    {
        var parts = new List<string>();
        var from = 0;
        foreach (var at in TextSearch.All(state, text, separator, max < 0 ? int.MaxValue : max))
        {
            parts.Add(text[from..at]);
            from = at + separator.Length;
        }

        parts.Add(text[from..]);
        return parts;
    }

    private static List<string> SplitRight(RenderState state, string text, string separator, int max)
    {
        var parts = new List<string>();
        var to = text.Length;
        foreach (var at in TextSearch.AllFromRight(state, text, separator, max < 0 ? int.MaxValue : max))
        {
            parts.Add(text[(at + separator.Length)..to]);
            to = at;
        }

        parts.Add(text[..to]);
        parts.Reverse();
        return parts;
    }

    private static List<string> SplitSpace(string text, int max)
    {
        var parts = new List<string>();
        var i = PythonText.SkipSpace(text, 0);
        while (i < text.Length)
        {
            if (parts.Count == max)
            {
                parts.Add(text[i..]);
                break;
            }

            var end = i;
            while (end < text.Length && !PythonText.IsSpace(text[end]))
            {
                end++;
            }

            parts.Add(text[i..end]);
            i = PythonText.SkipSpace(text, end);
        }

        return parts;
    }

    private static List<string> SplitSpaceRight(string text, int max)
    {
        var parts = new List<string>();
        // Without a separator, runs of white space count as one, and those at the ends as none.
        var end = PythonText.TrimEnd(text).Length;
        while (end > 0)
        {
            if (parts.Count == max)
            {
                parts.Add(text[..end]);
                break;
            }

            var start = end;
            while (start > 0 && !PythonText.IsSpace(text[start - 1]))
            {
                start--;
            }

            parts.Add(text[start..end]);
            end = PythonText.TrimEnd(text.AsSpan(0, start)).Length;
        }

        parts.Reverse();
        return parts;
    }

    private static string Interleave(RenderState state, string text, string fresh, int count)
    {
        var places = Slices.Length(text) + 1L;
        places = count < 0 ? places : Math.Min(places, count);
        state.BuildString(text.Length + (places * fresh.Length));
        var buffer = state.Rent();
        var i = 0;
        for (; places > 0; places--)
        {
            buffer.Append(fresh);
            if (i < text.Length)
            {
                var length = Slices.CharLength(text, i);
                buffer.Append(text.AsSpan(i, length));
                i += length;
            }
        }

        buffer.Append(text.AsSpan(i));
        return state.Return(buffer);
    }

    private static int RuneAt(ReadOnlySpan<char> text, int index, out int length)
    {
        System.Text.Rune.DecodeFromUtf16(text[index..], out var rune, out length);
        return rune.Value;
    }

    private static int RuneBefore(ReadOnlySpan<char> text, int index, out int length)
    {
        System.Text.Rune.DecodeLastFromUtf16(text[..index], out var rune, out length);
        return rune.Value;
    }
}
