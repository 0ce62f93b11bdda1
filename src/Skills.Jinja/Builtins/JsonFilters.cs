using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>The two kinds of <c>tojson</c>.</summary>
internal static class JsonFilters
{
    /// <summary>Jinja's own: safe inside HTML, keys sorted.</summary>
    internal static readonly Builtin Safe = new("tojson", "value, indent=None", static (s, a) => Value.Markup(Dump(s, a[0], JsonStyle.Safe with
    {
        Indent = Indent(s, a[0], a[1]),
        // json.dumps leaves out the space after a comma when it indents.
        ItemSeparator = a[1].IsNone ? ", " : ",",
    })));

    /// <summary>That of chat templates: plain <c>json.dumps</c>.</summary>
    internal static readonly Builtin Plain = new("tojson", "x, ensure_ascii=False, indent=None, separators=None, sort_keys=False", static (s, a) =>
    {
        var separators = a[3].IsNone ? null : Iteration.ToList(s, a[3]);
        if (separators is not null && separators.Count != 2)
        {
            throw RuntimeFault.Value($"{(separators.Count < 2 ? "not enough" : "too many")} values to unpack (expected 2)");
        }

        return Value.Of(Dump(s, a[0], new(
            Arg.Flag(a[1]),
            false,
            Arg.Flag(a[4]),
            Indent(s, a[0], a[2]),
            separators is null ? (a[2].IsNone ? ", " : ",") : Arg.Text(separators[0], "a separator"),
            separators is null ? ": " : Arg.Text(separators[1], "a separator"))));
    });

    // Python writes a text without looking at the indent, so a wrong one fails for other values only.
    private static string? Indent(RenderState state, Value value, Value indent)
    {
        if (indent.IsNone || value.IsString)
        {
            return null;
        }

        if (indent.IsString)
        {
            return indent.String;
        }

        var width = Math.Max(0, Arg.Int(indent));
        state.BuildString(width);
        return new(' ', width);
    }

    private static string Dump(RenderState state, Value value, JsonStyle style)
    {
        var buffer = state.Rent();
        JsonWriter.Write(state, buffer, value, style);
        return state.Return(buffer);
    }
}
