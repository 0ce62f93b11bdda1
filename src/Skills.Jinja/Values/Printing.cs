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
        var text = Repr(state, value);
        var buffer = state.Rent();
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii)
            {
                buffer.Append((char)rune.Value);
            }
            else
            {
                Text.Repr.Escape(buffer, rune.Value);
            }
        }

        return state.Return(buffer);
    }
}
