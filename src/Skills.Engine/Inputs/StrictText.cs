namespace Skills.Engine.Inputs;

/// <summary>A first look at a JSON text that a parser took: whether it surely has no comment, no trailing comma and no more levels than allowed.</summary>
/// <remarks>It does not tell texts within quotes from what is around them, so it may say no where a closer look says yes; never the other way round.</remarks>
internal static class StrictText
{
    public static bool IsSurely(ReadOnlySpan<byte> text, int maxDepth)
    {
        if (text.Count((byte)'{') + text.Count((byte)'[') > maxDepth || text.IndexOf("//"u8) >= 0 || text.IndexOf("/*"u8) >= 0)
        {
            return false;
        }

        var rest = text;
        for (var end = rest.LastIndexOfAny((byte)'}', (byte)']'); end >= 0; end = rest.LastIndexOfAny((byte)'}', (byte)']'))
        {
            rest = rest[..end];
            var last = rest.LastIndexOfAnyExcept(" \n\r\t"u8);
            if (last < 0 || rest[last] == ',')
            {
                return false;
            }
        }

        return true;
    }
}
