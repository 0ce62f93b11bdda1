using System.Text;
using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>The <c>urlencode</c> filter.</summary>
internal static class UrlEncoding
{
    internal static Value Encode(RenderState state, Value value)
    {
        if (value.IsString || !Iteration.IsIterable(state, value))
        {
            return Value.Of(Quote(state, state.Text(value), true, false));
        }

        var pairs = value.Ref is DictValue dict ? Value.Of(new DictViewValue(dict, DictView.Items)) : value;
        var parts = new List<string>();
        var walk = Iteration.Of(state, pairs);
        while (walk.Next(out var pair))
        {
            state.Step();
            var items = Iteration.ToList(state, pair);
            if (items.Count != 2)
            {
                throw RuntimeFault.Value($"{(items.Count < 2 ? "not enough" : "too many")} values to unpack (expected 2)");
            }

            parts.Add(Quote(state, state.Text(items[0]), false, true) + "=" + Quote(state, state.Text(items[1]), false, true));
        }

        var text = string.Join('&', parts);
        state.BuildString(text.Length);
        return Value.Of(text);
    }

    private static string Quote(RenderState state, string text, bool keepSlash, bool plusForSpace)
    {
        state.Handle(text.Length);
        state.Create(text.Length);
        var quoted = state.Rent();
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            var c = (char)b;
            if (char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-' or '~' || (c == '/' && keepSlash))
            {
                quoted.Append(c);
            }
            else if (c == ' ' && plusForSpace)
            {
                quoted.Append('+');
            }
            else
            {
                quoted.Append('%');
                quoted.Append("0123456789ABCDEF"[b >> 4]);
                quoted.Append("0123456789ABCDEF"[b & 15]);
            }
        }

        return state.Return(quoted);
    }
}
