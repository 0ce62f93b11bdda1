using System.Buffers;
using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>Filters for HTML and JSON.</summary>
internal static class MarkupFilters
{
    // https://html.spec.whatwg.org/multipage/syntax.html#attributes-2. Jinja refuses them since 3.1.4 (CVE-2024-34064).
    private static readonly SearchValues<char> NotInNames = SearchValues.Create(" \t\n\r\f\v/>=");

    internal static readonly Builtin[] All =
    [
        new("escape", "s", static (s, a) => Escape(s, a[0], false)),
        new("forceescape", "value", static (s, a) => Escape(s, a[0], true)),
        new("safe", "value", static (s, a) => Value.Markup(s.Text(a[0]))),
        new("striptags", "value", static (s, a) => StripTags(s, a[0])),
        new("xmlattr", "d, autospace=True", (s, f, a) => XmlAttributes(s, f, a)),
        new("urlize", "value, trim_url_limit=None, nofollow=False, target=None, rel=None, extra_schemes=None", (s, f, a) => Urlizer.Urlize(s, f, a)),
        JsonFilters.Safe,
    ];

    internal static Value Escape(RenderState state, Value value, bool force)
    {
        if (value.IsMarkup && !force)
        {
            return value;
        }

        return Value.Markup(state.Escape(state.Text(value)));
    }

    private static Value StripTags(RenderState state, Value value)
    {
        var text = state.Text(value);
        state.BuildString(text.Length);
        return Value.Of(state.Grown(Html.StripTags(text), text.Length));
    }

    private static Value XmlAttributes(RenderState state, Scope scope, ReadOnlySpan<Value> a)
    {
        var dict = a[0].Ref as DictValue ?? throw (a[0].Ref is UndefinedValue undefined ? undefined.Fault() : RuntimeFault.Type($"'{Types.Name(a[0])}' object has no attribute 'items'"));
        var buffer = state.Rent();
        foreach (var entry in dict.Entries)
        {
            state.Step();
            // An attribute without a value is left out, and one that is false is not.
            if (entry.Value.IsNone || entry.Value.IsUndefined)
            {
                continue;
            }

            var key = Arg.Text(entry.Key, "an attribute name");
            if (key.AsSpan().IndexOfAny(NotInNames) >= 0)
            {
                throw RuntimeFault.Value($"Invalid character in attribute name: {Repr.Of(key)}");
            }

            if (buffer.Length > 0 || Arg.Flag(a[1]))
            {
                buffer.Append(' ');
            }

            buffer.Append(entry.Key.IsMarkup ? key : state.Escape(key));
            buffer.Append("=\"");
            buffer.Append(entry.Value.IsMarkup ? entry.Value.String : state.Escape(state.Text(entry.Value)));
            buffer.Append('"');
        }

        return Value.Text(state.Return(buffer), scope.Autoescape);
    }
}
