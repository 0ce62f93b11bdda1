namespace Skills.Replies.Yaml;

/// <summary>What escapes in double quotes mean (YAML 1.2.2 §5.7).</summary>
internal static class YamlEscapes
{
    /// <summary>Returns the text that the sign after a backslash stands for; null when YAML knows no such escape.</summary>
    public static string? Meaning(char c) => c switch
    {
        '0' => "\0",
        'a' => "\a",
        'b' => "\b",
        't' or '\t' => "\t",
        'n' => "\n",
        'v' => "\v",
        'f' => "\f",
        'r' => "\r",
        'e' => "\u001b",
        ' ' or '"' or '/' or '\\' => c.ToString(),
        'N' => "\u0085",
        '_' => "\u00a0",
        'L' => "\u2028",
        'P' => "\u2029",
        _ => null,
    };

    /// <summary>Returns whether a text holds half of a surrogate pair, which escapes of numbers can make.</summary>
    public static bool HoldsHalfPair(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[++i])))
            {
                return true;
            }
        }

        return false;
    }
}
