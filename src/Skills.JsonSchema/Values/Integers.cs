namespace Skills.JsonSchema.Values;

/// <summary>What counts as an integer: since draft 6 the value decides, in draft 4 the way it is written.</summary>
internal static class Integers
{
    public static bool Is(ReadOnlySpan<byte> raw, bool lexical)
    {
        if (raw.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0)
        {
            return true;
        }

        return (!lexical || !raw.Contains((byte)'.')) && new NumberText(raw).IsInteger;
    }
}
