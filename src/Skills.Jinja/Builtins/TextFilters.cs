using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>Filters that take and give text.</summary>
internal static class TextFilters
{
    internal static readonly Builtin[] All =
    [
        // Lambdas, since the compiler makes a delegate of a method group at each call here.
        new("upper", "s", static (s, a) => Case(s, a[0], static t => TextCase.Upper(t))),
        new("lower", "s", static (s, a) => Case(s, a[0], static t => TextCase.Lower(t))),
        new("capitalize", "s", static (s, a) => Case(s, a[0], static t => TextCase.Capitalize(t))),
        new("title", "s", static (s, a) => Value.Of(Case(s, a[0], static t => TextCase.TitleFilter(t)).String)),
        new("string", "object", static (s, a) => Arg.Soft(s, a[0])),
        new("trim", "value, chars=None", static (s, a) => TextOps.Strip(s, Arg.Soft(s, a[0]), a[1], true, true)),
        new("center", "value, width=80", static (s, a) => TextOps.Pad(s, Arg.Soft(s, a[0]), Arg.Int(a[1]), " ", TextOps.Side.Both)),
        new("replace", "s, old, new, count=None", (s, f, a) => Replace(s, f, a)),
        new("indent", "s, width=4, first=False, blank=False", static (s, a) => Indent(s, a)),
        new("truncate", "s, length=255, killwords=False, end='...', leeway=None", static (s, a) => Truncate(s, a)),
        new("wordwrap", "s, width=79, break_long_words=True, wrapstring=None, break_on_hyphens=True", static (s, a) => WordWrap.Wrap(s, a)),
        new("wordcount", "s", static (s, a) => Value.Of((long)WordCount(s, Arg.Soft(s, a[0]).String))),
        new("format", "value, *args, **kwargs", static (s, a) => Format(s, a)),
        new("urlencode", "value", static (s, a) => UrlEncoding.Encode(s, a[0])),
        new("filesizeformat", "value, binary=False", static (s, a) => NumberFilters.FileSize(s, a[0], Arg.Flag(a[1]))),
        new("pprint", "value", static (s, a) => PrettyPrinter.Print(s, a[0])),
    ];

    private static Value Case(RenderState state, Value value, Func<string, string> map)
    {
        var text = Arg.Soft(state, value);
        state.BuildString(text.String.Length);
        return Value.Text(state.Grown(map(text.String), text.String.Length), text.IsMarkup);
    }

    private static Value Replace(RenderState state, Scope scope, ReadOnlySpan<Value> a)
    {
        var count = a[3].IsNone ? -1 : Arg.Int(a[3]);
        if (!scope.Autoescape)
        {
            return Value.Of(TextOps.Replace(state, state.Text(a[0]), state.Text(a[1]), state.Text(a[2]), count));
        }

        // Jinja escapes the text when one of the parts is markup, so that what is put in stays markup.
        var text = a[1].IsMarkup || (a[2].IsMarkup && !a[0].IsMarkup)
            ? (a[0].IsMarkup ? a[0] : Value.Markup(state.Escape(state.Text(a[0]))))
            : Arg.Soft(state, a[0]);
        var (old, fresh) = (Arg.Soft(state, a[1]), Arg.Soft(state, a[2]));
        return text.IsMarkup
            ? Value.Markup(TextOps.Replace(state, text.String, MarkupText(state, old), MarkupText(state, fresh), count))
            : Value.Of(TextOps.Replace(state, text.String, old.String, fresh.String, count));
    }

    private static string MarkupText(RenderState state, Value value) => value.IsMarkup ? value.String : state.Escape(value.String);

    private static Value Indent(RenderState state, ReadOnlySpan<Value> a)
    {
        var width = a[1].IsString ? a[1].String : null;
        var spaces = width is null ? Math.Max(0, Arg.Int(a[1])) : 0;
        state.BuildString(spaces);
        var text = a[0].Ref is UndefinedValue undefined ? throw undefined.Fault() : Arg.Text(a[0], "indent's value");
        var indention = width ?? new string(' ', spaces);
        // Jinja adds a line end, so that a text that ends in one keeps it.
        var lines = TextOps.SplitLines(state, text + "\n", false);
        var (first, blank) = (Arg.Flag(a[2]), Arg.Flag(a[3]));
        state.BuildString(text.Length + ((long)lines.Count * indention.Length));
        var buffer = state.Rent();
        for (var i = 0; i < lines.Count; i++)
        {
            if (i > 0)
            {
                buffer.Append('\n');
            }

            if (i == 0 ? first : blank || lines[i].Length > 0)
            {
                buffer.Append(indention);
            }

            buffer.Append(lines[i]);
        }

        return Value.Text(state.Return(buffer), a[0].IsMarkup);
    }

    private static Value Truncate(RenderState state, ReadOnlySpan<Value> a)
    {
        var value = a[0];
        var end = Arg.Text(a[3], "truncate's end");
        var (length, leeway) = (a[1], a[4].IsNone ? Value.Of(5L) : a[4]);
        if (!Comparison.Holds(state, CompareOp.GtEq, length, Value.Of((long)Slices.Length(end))))
        {
            throw RuntimeFault.Value($"expected length >= {Slices.Length(end)}, got {state.Text(length)}");
        }

        if (!Comparison.Holds(state, CompareOp.GtEq, leeway, Value.Of(0L)))
        {
            throw RuntimeFault.Value($"expected leeway >= 0, got {state.Text(leeway)}");
        }

        // A text that is over by no more than the leeway stays whole.
        if (Comparison.Holds(state, CompareOp.LtEq, Value.Of((long)Iteration.Length(state, value)), Arithmetic.Add(state, length, leeway)))
        {
            return value;
        }

        var text = Arg.Text(value, "truncate's value");

        var cut = text[..Slices.Offset(text, Arg.Int(length) - Slices.Length(end))];
        // rsplit(" ", 1) of Jinja: without a space the word is cut.
        if (!Arg.Flag(a[2]) && cut.LastIndexOf(' ') is >= 0 and var space)
        {
            cut = cut[..space];
        }

        end = value.IsMarkup && !a[3].IsMarkup ? state.Escape(end) : end;
        state.BuildString(cut.Length + end.Length);
        return Value.Text(cut + end, value.IsMarkup || a[3].IsMarkup);
    }

    private static int WordCount(RenderState state, string text)
    {
        state.Step(text.Length / 64);
        var count = 0;
        var inside = false;
        foreach (var rune in text.EnumerateRunes())
        {
            // Jinja counts matches of \w+, which in Python has all numbers, letters and "_".
            var word = rune.Value == '_' || System.Text.Rune.IsLetterOrDigit(rune)
                || System.Text.Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.OtherNumber or System.Globalization.UnicodeCategory.LetterNumber;
            count += word && !inside ? 1 : 0;
            inside = word;
        }

        return count;
    }

    private static Value Format(RenderState state, ReadOnlySpan<Value> a)
    {
        var (positional, named) = ((TupleValue)a[1].Heap, (DictValue)a[2].Heap);
        if (positional.Count > 0 && named.Count > 0)
        {
            throw RuntimeFault.Runtime("can't handle positional and keyword arguments at the same time");
        }

        return PercentFormat.Format(state, Arg.Soft(state, a[0]), named.Count > 0 ? a[2] : a[1]);
    }
}
