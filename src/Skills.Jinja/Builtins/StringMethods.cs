using System.Collections.Frozen;
using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>The methods of Python's str.</summary>
internal static class StringMethods
{
    internal static readonly FrozenDictionary<string, Builtin> Table = Make(
    [
        new("upper", "/, self", static (s, a) => Map(s, a[0], TextCase.Upper)),
        new("lower", "/, self", static (s, a) => Map(s, a[0], TextCase.Lower)),
        new("title", "/, self", static (s, a) => Map(s, a[0], TextCase.TitleMethod)),
        new("capitalize", "/, self", static (s, a) => Map(s, a[0], TextCase.Capitalize)),
        new("swapcase", "/, self", static (s, a) => Map(s, a[0], TextCase.SwapCase)),
        new("casefold", "/, self", static (s, a) => Value.Of(Map(s, a[0], TextCase.CaseFold).String)),
        new("strip", "/, self, chars=None", static (s, a) => TextOps.Strip(s, a[0], a[1], true, true)),
        new("lstrip", "/, self, chars=None", static (s, a) => TextOps.Strip(s, a[0], a[1], true, false)),
        new("rstrip", "/, self, chars=None", static (s, a) => TextOps.Strip(s, a[0], a[1], false, true)),
        new("split", "self, sep=None, maxsplit=-1", static (s, a) => Split(s, a, false)),
        new("rsplit", "self, sep=None, maxsplit=-1", static (s, a) => Split(s, a, true)),
        new("splitlines", "self, keepends=False", static (s, a) => SplitLines(s, a)),
        new("partition", "/, self, sep", static (s, a) => Partition(s, a, false)),
        new("rpartition", "/, self, sep", static (s, a) => Partition(s, a, true)),
        new("join", "/, self, iterable", static (s, a) => Join(s, a[0], a[1])),
        new("replace", "/, self, old, new, count=-1", static (s, a) => Replace(s, a)),
        new("startswith", "/, self, prefix, start=None, end=None", static (s, a) => Value.Of(Affix(s, a, "startswith", static (t, p) => t.StartsWith(p, StringComparison.Ordinal)))),
        new("endswith", "/, self, suffix, start=None, end=None", static (s, a) => Value.Of(Affix(s, a, "endswith", static (t, p) => t.EndsWith(p, StringComparison.Ordinal)))),
        new("removeprefix", "/, self, prefix", static (s, a) => RemoveAffix(s, a, true)),
        new("removesuffix", "/, self, suffix", static (s, a) => RemoveAffix(s, a, false)),
        new("find", "/, self, sub, start=None, end=None", static (s, a) => Value.Of(Find(s, a, false))),
        new("rfind", "/, self, sub, start=None, end=None", static (s, a) => Value.Of(Find(s, a, true))),
        new("index", "/, self, sub, start=None, end=None", static (s, a) => Value.Of(Index(s, a, false))),
        new("rindex", "/, self, sub, start=None, end=None", static (s, a) => Value.Of(Index(s, a, true))),
        new("count", "/, self, sub, start=None, end=None", static (s, a) => Value.Of(Count(s, a))),
        new("center", "/, self, width, fillchar=' '", static (s, a) => TextOps.Pad(s, a[0], Arg.Int(a[1]), Like(s, a[0], a[2], "the fill character"), TextOps.Side.Both)),
        new("ljust", "/, self, width, fillchar=' '", static (s, a) => TextOps.Pad(s, a[0], Arg.Int(a[1]), Like(s, a[0], a[2], "the fill character"), TextOps.Side.Right)),
        new("rjust", "/, self, width, fillchar=' '", static (s, a) => TextOps.Pad(s, a[0], Arg.Int(a[1]), Like(s, a[0], a[2], "the fill character"), TextOps.Side.Left)),
        new("zfill", "/, self, width", static (s, a) => ZeroFill(s, a[0], Arg.Int(a[1]))),
        new("expandtabs", "self, tabsize=8", static (s, a) => ExpandTabs(s, a[0], Arg.Int(a[1]))),
        new("format", "/, self, *args, **kwargs", static (s, a) => StrFormat.Format(s, a[0], ((TupleValue)a[1].Heap).Items, (DictValue)a[2].Heap)),
        new("format_map", "/, self, mapping", static (s, a) => StrFormat.FormatMap(s, a[0], a[1])),
        new("maketrans", "/, self, x, y=None, z=None", static (s, a) => MakeTranslation(s, a)),
        new("translate", "/, self, table", static (s, a) => Translate(s, a[0], a[1])),
        new("encode", "self, encoding='utf-8', errors='strict'", static (s, a) => Encode(s, a)),
        new("isalpha", "/, self", static (s, a) => Is(s, a[0], CharClasses.IsAlpha)),
        new("isalnum", "/, self", static (s, a) => Is(s, a[0], CharClasses.IsAlnum)),
        new("isascii", "/, self", static (s, a) => Is(s, a[0], static t => System.Text.Ascii.IsValid(t))),
        new("isdecimal", "/, self", static (s, a) => Is(s, a[0], CharClasses.IsDecimal)),
        new("isdigit", "/, self", static (s, a) => Is(s, a[0], CharClasses.IsDigit)),
        new("isnumeric", "/, self", static (s, a) => Is(s, a[0], CharClasses.IsNumeric)),
        new("isidentifier", "/, self", static (s, a) => Is(s, a[0], PythonText.IsIdentifier)),
        new("islower", "/, self", static (s, a) => Is(s, a[0], CharClasses.IsLower)),
        new("isupper", "/, self", static (s, a) => Is(s, a[0], CharClasses.IsUpper)),
        new("istitle", "/, self", static (s, a) => Is(s, a[0], CharClasses.IsTitle)),
        new("isspace", "/, self", static (s, a) => Is(s, a[0], CharClasses.IsSpace)),
        new("isprintable", "/, self", static (s, a) => Is(s, a[0], CharClasses.IsPrintable)),
    ]);

    /// <summary>What Markup has besides.</summary>
    internal static readonly FrozenDictionary<string, Builtin> MarkupTable = Make(
    [
        new("unescape", "/, self", static (s, a) => Map(s, Value.Of(a[0].String), HtmlEntities.Unescape)),
        new("striptags", "/, self", static (s, a) => Map(s, Value.Of(a[0].String), Html.StripTags)),
        new("escape", "self, s", static (s, a) => MarkupFilters.Escape(s, a[1], false)),
    ]);

    private static FrozenDictionary<string, Builtin> Make(Builtin[] methods) => methods.ToFrozenDictionary(static m => m.Name, StringComparer.Ordinal);

    private static Value Map(RenderState state, Value self, Func<string, string> map)
    {
        state.BuildString(self.String.Length);
        return Value.Text(state.Grown(map(self.String), self.String.Length), self.IsMarkup);
    }

    private static Value Is(RenderState state, Value self, Func<string, bool> test)
    {
        state.Handle(self.String.Length);
        return Value.Of(test(self.String));
    }

    /// <summary>A string argument, escaped where the string it goes with is markup and it is not.</summary>
    private static string Like(RenderState state, Value self, Value argument, string what)
    {
        var text = Arg.Text(argument, what);
        return self.IsMarkup && !argument.IsMarkup ? state.Escape(text) : text;
    }

    private static Value Strings(RenderState state, List<string> parts, bool markup)
    {
        state.BuildList(parts.Count);
        return Value.Of(new ListValue([.. parts.Select(p => Value.Text(p, markup))]));
    }

    private static Value Split(RenderState state, ReadOnlySpan<Value> a, bool fromRight)
    {
        state.BuildString(a[0].String.Length);
        return Strings(state, TextOps.Split(state, a[0].String, a[1].IsNone ? null : Arg.Text(a[1], "sep"), Arg.Int(a[2]), fromRight), a[0].IsMarkup);
    }

    private static Value SplitLines(RenderState state, ReadOnlySpan<Value> a)
    {
        state.BuildString(a[0].String.Length);
        return Strings(state, TextOps.SplitLines(state, a[0].String, Arg.Flag(a[1])), a[0].IsMarkup);
    }

    private static Value Partition(RenderState state, ReadOnlySpan<Value> a, bool fromRight)
    {
        var (text, separator) = (a[0].String, Like(state, a[0], a[1], "sep"));
        if (separator.Length == 0)
        {
            throw RuntimeFault.Value("empty separator");
        }

        state.BuildString(text.Length);
        var at = fromRight ? TextSearch.LastIndexOf(state, text, separator) : TextSearch.IndexOf(state, text, separator);
        var parts = at >= 0 ? (text[..at], separator, text[(at + separator.Length)..])
            // Without a match, partition keeps the text first and rpartition last.
            : fromRight ? ("", "", text) : (text, "", "");
        var markup = a[0].IsMarkup;
        return Value.Of(new TupleValue(Value.Text(parts.Item1, markup), Value.Text(parts.Item2, markup), Value.Text(parts.Item3, markup)));
    }

    private static Value Join(RenderState state, Value self, Value items)
    {
        var walk = Iteration.Of(state, items);
        var buffer = state.Rent();
        for (var i = 0; walk.Next(out var item); i++)
        {
            state.Step();
            if (i > 0)
            {
                buffer.Append(self.String);
            }

            if (!item.IsString && !self.IsMarkup)
            {
                throw item.Ref is UndefinedValue { Mode: JinjaUndefined.Strict } strict
                    ? strict.Fault()
                    : RuntimeFault.Type($"sequence item {i}: expected str instance, {Types.Name(item)} found");
            }

            buffer.Append(self.IsMarkup && !item.IsMarkup ? state.Escape(state.Text(item)) : item.String);
        }

        return Value.Text(state.Return(buffer), self.IsMarkup);
    }

    private static Value Replace(RenderState state, ReadOnlySpan<Value> a)
    {
        var (old, fresh) = (Like(state, a[0], a[1], "replace() argument 1"), Like(state, a[0], a[2], "replace() argument 2"));
        return Value.Text(TextOps.Replace(state, a[0].String, old, fresh, Arg.Int(a[3])), a[0].IsMarkup);
    }

    private static bool Affix(RenderState state, ReadOnlySpan<Value> a, string name, Func<string, string, bool> test)
    {
        var (start, end) = Window(state, a[0].String, a[2], a[3]);
        if (start > end)
        {
            return false;
        }

        state.Scan(end - start);
        var text = a[0].String[start..end];
        if (a[1].Ref is TupleValue tuple)
        {
            return tuple.Items.Any(item => Test(item, $"tuple for {name}"));
        }

        return a[1].IsString ? Test(a[1], name) : throw RuntimeFault.Type($"{name} first arg must be str or a tuple of str, not {Types.Name(a[1])}");

        bool Test(Value affix, string what)
        {
            var wanted = Arg.Text(affix, what);
            state.Step(1 + (Math.Min(wanted.Length, text.Length) / 1024));
            return test(text, wanted);
        }
    }

    private static Value RemoveAffix(RenderState state, ReadOnlySpan<Value> a, bool prefix)
    {
        var (text, affix) = (a[0].String, Arg.Text(a[1], "the affix"));
        state.BuildString(text.Length);
        text = prefix
            ? text.StartsWith(affix, StringComparison.Ordinal) ? text[affix.Length..] : text
            : affix.Length > 0 && text.EndsWith(affix, StringComparison.Ordinal) ? text[..^affix.Length] : text;
        return Value.Of(text);
    }

    /// <summary>Offsets of a start and end given in code points; they cross when the window is empty by more than nothing.</summary>
    private static (int Start, int End) Window(RenderState state, string text, Value start, Value end)
    {
        if (start.IsNone && end.IsNone)
        {
            return (0, text.Length);
        }

        state.Scan(text.Length);
        var length = Slices.Length(text);
        int Place(Value value, int missing)
        {
            var place = value.IsNone ? missing : Arg.Int(value);
            return place < 0 ? Math.Max(0, place + length) : place;
        }

        var (from, to) = (Place(start, 0), Math.Min(length, Place(end, length)));
        // A start beyond the end finds nothing, not even an empty text.
        return from > length ? (1, 0) : (Slices.Offset(text, from), Slices.Offset(text, to));
    }

    private static long Find(RenderState state, ReadOnlySpan<Value> a, bool last)
    {
        var text = a[0].String;
        var sub = Arg.Text(a[1], "must be str");
        var (start, end) = Window(state, text, a[2], a[3]);
        if (start > end)
        {
            return -1;
        }

        state.Scan(end);
        var window = text.AsSpan(start, end - start);
        var at = last ? TextSearch.LastIndexOf(state, window, sub) : TextSearch.IndexOf(state, window, sub);
        return at < 0 ? -1 : Slices.Index(text, start + at);
    }

    private static long Index(RenderState state, ReadOnlySpan<Value> a, bool last)
    {
        var at = Find(state, a, last);
        return at >= 0 ? at : throw RuntimeFault.Value("substring not found");
    }

    private static long Count(RenderState state, ReadOnlySpan<Value> a)
    {
        var sub = Arg.Text(a[1], "must be str");
        var (start, end) = Window(state, a[0].String, a[2], a[3]);
        if (start > end)
        {
            return 0;
        }

        var window = a[0].String.AsSpan(start, end - start);
        state.Scan(window.Length);
        // An empty text is found before each character and at the end.
        return sub.Length == 0 ? Slices.Length(window) + 1 : TextSearch.All(state, window, sub, int.MaxValue).Count;
    }

    private static Value ZeroFill(RenderState state, Value self, int width)
    {
        var text = self.String;
        state.Scan(text.Length);
        var missing = width - Slices.Length(text);
        if (missing <= 0)
        {
            return self;
        }

        state.BuildString((long)text.Length + missing);
        // str.zfill puts the zeros behind a sign.
        var sign = text.Length > 0 && text[0] is '+' or '-' ? 1 : 0;
        return Value.Text(string.Concat(text.AsSpan(0, sign), new string('0', missing), text.AsSpan(sign)), self.IsMarkup);
    }

    private static Value ExpandTabs(RenderState state, Value self, int size)
    {
        size = Math.Max(0, size);
        var text = self.String;
        state.BuildString(text.Length + ((long)text.AsSpan().Count('\t') * size));
        var buffer = state.Rent();
        var column = 0;
        foreach (var c in text)
        {
            if (c == '\t')
            {
                var count = size == 0 ? 0 : size - (column % size);
                buffer.Append(' ', count);
                column += count;
            }
            else
            {
                buffer.Append(c);
                // Columns count from the last line end, in code points.
                column = c is '\n' or '\r' ? 0 : column + (char.IsLowSurrogate(c) ? 0 : 1);
            }
        }

        return Value.Text(state.Return(buffer), self.IsMarkup);
    }

    private static Value Encode(RenderState state, ReadOnlySpan<Value> a)
    {
        state.BuildString(a[0].String.Length);
        return Value.Of(BytesValue.Encode(a[0].String, Arg.Text(a[1], "encoding"), Arg.Text(a[2], "errors")));
    }

    private static Value MakeTranslation(RenderState state, ReadOnlySpan<Value> a)
    {
        var table = new DictValue();
        if (a[2].IsNone)
        {
            var map = a[1].Ref as DictValue ?? throw RuntimeFault.Type("if you give only one argument to maketrans it must be a dict");
            foreach (var entry in map.Entries)
            {
                table.Set(state, entry.Key.IsString ? CodePoint(entry.Key.String, 0, "string keys in translate table must be of length 1") : entry.Key, entry.Value);
            }

            return Value.Of(table);
        }

        var (from, to) = (Arg.Text(a[1], "the first maketrans argument"), Arg.Text(a[2], "the second maketrans argument"));
        if (Slices.Length(from) != Slices.Length(to))
        {
            throw RuntimeFault.Value("the first two maketrans arguments must have equal length");
        }

        state.BuildList(from.Length);
        foreach (var (key, value) in from.EnumerateRunes().Zip(to.EnumerateRunes()))
        {
            table.Set(state, Value.Of((long)key.Value), Value.Of((long)value.Value));
        }

        foreach (var rune in a[3].IsNone ? "".EnumerateRunes() : Arg.Text(a[3], "the third maketrans argument").EnumerateRunes())
        {
            table.Set(state, Value.Of((long)rune.Value), Value.None);
        }

        return Value.Of(table);
    }

    private static Value CodePoint(string text, int index, string message) => Slices.Length(text) == 1
        ? Value.Of((long)char.ConvertToUtf32(text, index))
        : throw RuntimeFault.Value(message);

    private static Value Translate(RenderState state, Value self, Value table)
    {
        var buffer = state.Rent();
        foreach (var rune in self.String.EnumerateRunes())
        {
            state.Step();
            var mapped = table.Ref is HeapValue heap && heap.TryGetItem(state, Value.Of((long)rune.Value), out var found) ? found : default;
            if (mapped.IsMissing)
            {
                buffer.Append(rune.ToString());
            }
            else if (mapped.IsIntegral)
            {
                buffer.Append(char.ConvertFromUtf32(Arg.Int(mapped)));
            }
            // https://docs.python.org/3/library/stdtypes.html#str.translate: None deletes, a missing entry keeps.
            else if (!mapped.IsNone)
            {
                buffer.Append(Arg.Text(mapped, "a character mapping"));
            }
        }

        return Value.Text(state.Return(buffer), self.IsMarkup);
    }
}
