using Skills.JsonSchema.Unicode;

namespace Skills.JsonSchema.Patterns;

/// <summary>The classes with a letter of their own (ECMA-262, section 22.2.2.9).</summary>
internal static class CharacterClasses
{
    // ASCII only, whatever the flags: .NET's \d and \w take in all of Unicode.
    public static readonly CodePointSet Digit = new([('0', '9')]);

    public static readonly CodePointSet Word = new([('0', '9'), ('A', 'Z'), ('a', 'z'), ('_', '_')]);

    // "WhiteSpace" and "LineTerminator" of sections 12.2 and 12.3, so with the byte order mark.
    public static readonly CodePointSet Space = new(
        [(9, 13), (' ', ' '), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF)]);

    /// <summary>What the dot matches: everything but line ends.</summary>
    public static readonly CodePointSet Dot = CodePointSet.Of('\n', '\r', 0x2028, 0x2029).Complement();

    /// <summary>Whether a condition on the position holds between two code points; -1 stands for the end of the text.</summary>
    public static bool Holds(AnchorKind anchor, int before, int next) => anchor switch
    {
        // Schemas set no flag m, so these are the ends of the text and not of its lines.
        AnchorKind.Start => before < 0,
        AnchorKind.End => next < 0,
        AnchorKind.WordBoundary => IsWord(before) != IsWord(next),
        _ => IsWord(before) == IsWord(next),
    };

    private static bool IsWord(int code) => code >= 0 && Word.Contains(code);

    public static CodePointSet? Find(char letter) => letter switch
    {
        'd' => Digit,
        'D' => Digit.Complement(),
        'w' => Word,
        'W' => Word.Complement(),
        's' => Space,
        'S' => Space.Complement(),
        _ => null,
    };

    /// <summary>The set of <c>\p{…}</c>, or null when there is no such property.</summary>
    public static CodePointSet? FindProperty(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            // "LoneUnicodePropertyNameOrValue": a value of General_Category needs no name before it.
            return text.Contains(',', StringComparison.Ordinal) ? null : UnicodeTables.Find(text) ?? UnicodeTables.Find("gc=" + text);
        }

        var prefix = text[..equals] switch
        {
            "General_Category" or "gc" => "gc=",
            "Script" or "sc" => "sc=",
            "Script_Extensions" or "scx" => "scx=",
            _ => null,
        };
        return prefix is null ? null : UnicodeTables.Find(prefix + text[(equals + 1)..]);
    }
}
