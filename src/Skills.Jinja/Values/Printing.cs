using System.Text;

namespace Skills.Jinja.Values;

/// <summary>Python's <c>repr</c> and <c>ascii</c> of any value, as strings.</summary>
internal static class Printing
{
    internal static string Repr(RenderState state, Value value)
    {
        var buffer = state.Rent();
        new ReprWriter(state, buffer).Write(value);
        return state.Return(buffer);
    }

    internal static string AsciiRepr(RenderState state, Value value)
    {
        var text = new StringBuilder();
        foreach (var rune in Repr(state, value).EnumerateRunes())
        {
            text.Append(rune.Value switch
            {
                < 0x80 => rune.ToString(),
                < 0x100 => $"\\x{rune.Value:x2}",
                < 0x10000 => $"\\u{rune.Value:x4}",
                _ => $"\\U{rune.Value:x8}",
            });
        }

        return text.ToString();
    }
}
