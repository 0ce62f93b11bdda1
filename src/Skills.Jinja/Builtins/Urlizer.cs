using System.Text;
using System.Text.RegularExpressions;
using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>The <c>urlize</c> filter: makes links of URLs and mail addresses.</summary>
internal static partial class Urlizer
{
    private static readonly (string Open, string Close)[] Pairs = [("(", ")"), ("<", ">"), ("&lt;", "&gt;")];

    internal static Value Urlize(RenderState state, Scope scope, ReadOnlySpan<Value> a)
    {
        // The default of Jinja's policy urlize.rel. The words come out sorted.
        var rel = new SortedSet<string>(StringComparer.Ordinal) { "noopener" };
        if (Arg.Flag(a[2]))
        {
            rel.Add("nofollow");
        }

        if (Arg.Flag(a[4]))
        {
            rel.UnionWith(Rel(a[4]).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }

        var schemes = a[5].IsNone ? [] : Iteration.ToList(state, a[5]).ConvertAll(state.Text);
        foreach (var scheme in schemes)
        {
            if (!Scheme().IsMatch(scheme))
            {
                throw RuntimeFault.Runtime($"{Repr.Of(scheme)} is not a valid URI scheme prefix.");
            }
        }

        var attributes = $" rel=\"{state.Escape(string.Join(' ', rel))}\"" + (a[3].IsNone ? "" : $" target=\"{state.Escape(state.Text(a[3]))}\"");
        var text = a[0].IsMarkup ? a[0].String : state.Escape(state.Text(a[0]));
        // Each word is copied a few times on its way.
        state.Create(text.Length * 4L);
        state.Step((text.Length / 16) + 1);
        var linked = new Links(state, attributes, a[1], schemes).Apply(text);
        return Value.Text(linked, scope.Autoescape);
    }

    private static string Rel(Value value) => value.IsString ? value.String : throw RuntimeFault.Type($"'{Types.Name(value)}' object has no attribute 'split'");

    [GeneratedRegex(@"^([\w.+-]{2,}:(/){0,2})$", RegexOptions.NonBacktracking)]
    private static partial Regex Scheme();

    [GeneratedRegex(
        @"^((https?://|www\.)(([\w%-]+\.)+)?([a-z]{2,63}|xn--[\w%]{2,59})|([\w%-]{2,63}\.)+(com|net|int|edu|gov|org|info|mil)|(https?://)((([\d]{1,3})(\.[\d]{1,3}){3})|(\[([\da-f]{0,4}:){2}([\da-f]{0,4}:?){1,6}])))(?::[\d]{1,5})?(?:[/?#]\S*)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Http();

    [GeneratedRegex(@"^\S+@\w[\w.-]*\.\w+$", RegexOptions.NonBacktracking)]
    private static partial Regex Mail();

    private sealed class Links(RenderState state, string attributes, Value limit, List<string> schemes)
    {
        internal string Apply(string text)
        {
            var result = state.Rent();
            for (var i = 0; i < text.Length;)
            {
                var end = i;
                var blank = PythonText.IsSpace(text[i]);
                // Jinja splits by (\s+) and keeps the white space as it is.
                while (end < text.Length && PythonText.IsSpace(text[end]) == blank)
                {
                    end++;
                }

                result.Append(blank ? text[i..end] : Word(text[i..end]));
                i = end;
            }

            return state.Return(result);
        }

        private string Word(string word)
        {
            state.Step(schemes.Count);
            var start = 0;
            while (start < word.Length)
            {
                var step = word[start] is '(' or '<' ? 1 : string.CompareOrdinal(word, start, "&lt;", 0, 4) == 0 ? 4 : 0;
                if (step == 0)
                {
                    break;
                }

                start += step;
            }

            var end = word.Length;
            while (end > start)
            {
                var step = word[end - 1] is ')' or '>' or '.' or ',' or '\n' ? 1 : end - start >= 4 && string.CompareOrdinal(word, end - 4, "&gt;", 0, 4) == 0 ? 4 : 0;
                if (step == 0)
                {
                    break;
                }

                end -= step;
            }

            end = Balance(word, start, end);
            return word[..start] + Link(word[start..end]) + word[end..];
        }

        /// <summary>Takes closing brackets back into the middle while it has more that open.</summary>
        private static int Balance(string word, int start, int end)
        {
            foreach (var (open, close) in Pairs)
            {
                var opened = word.AsSpan(start, end - start).Count(open);
                if (opened <= word.AsSpan(start, end - start).Count(close))
                {
                    continue;
                }

                for (var moves = Math.Min(opened, word.AsSpan(end).Count(close)); moves > 0; moves--)
                {
                    end = word.IndexOf(close, end, StringComparison.Ordinal) + close.Length;
                }
            }

            return end;
        }

        private string Link(string text)
        {
            if (Http().IsMatch(text))
            {
                var full = text.StartsWith("https://", StringComparison.Ordinal) || text.StartsWith("http://", StringComparison.Ordinal);
                // A host without a scheme gets https, as in Jinja since 3.0.
                return $"<a href=\"{(full ? "" : "https://")}{text}\"{attributes}>{Shortened(text)}</a>";
            }

            if (text.StartsWith("mailto:", StringComparison.Ordinal) && Mail().IsMatch(text[7..]))
            {
                return $"<a href=\"{text}\">{text[7..]}</a>";
            }

            if (text.Contains('@', StringComparison.Ordinal) && !text.StartsWith("www.", StringComparison.Ordinal)
                && !text.Contains(':', StringComparison.Ordinal) && Mail().IsMatch(text))
            {
                return $"<a href=\"mailto:{text}\">{text}</a>";
            }

            foreach (var scheme in schemes)
            {
                if (text != scheme && text.StartsWith(scheme, StringComparison.Ordinal))
                {
                    text = $"<a href=\"{text}\"{attributes}>{text}</a>";
                }
            }

            return text;
        }

        // The limit is read only where a link is shown, as in Python, where a wrong one fails no sooner. A negative one counts from the end.
        private string Shortened(string text)
        {
            if (limit.IsNone)
            {
                return text;
            }

            var (length, most) = (Slices.Length(text), Arg.Int(limit));
            return length > most ? text[..Slices.Offset(text, most < 0 ? Math.Max(0, length + most) : most)] + "..." : text;
        }
    }
}
