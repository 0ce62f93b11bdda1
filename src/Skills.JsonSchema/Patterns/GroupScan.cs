namespace Skills.JsonSchema.Patterns;

/// <summary>Finds the groups of an expression before it is read, since references may come before their groups.</summary>
internal static class GroupScan
{
    /// <summary>The names of the capturing groups in order; null for those without.</summary>
    public static List<string?> Names(string text)
    {
        var names = new List<string?>();
        var inClass = false;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\':
                    i++;
                    break;
                case '[':
                    inClass = true;
                    break;
                case ']':
                    inClass = false;
                    break;
                // In a class a parenthesis is a character.
                case '(' when !inClass && IsCapturing(text, i):
                    names.Add(NameAt(text, i));
                    break;
                default:
                    break;
            }
        }

        return names;
    }

    private static bool IsCapturing(string text, int at) =>
        at + 1 == text.Length || text[at + 1] != '?'
        || (at + 3 < text.Length && text[at + 2] == '<' && text[at + 3] is not ('=' or '!'));

    private static string? NameAt(string text, int at)
    {
        if (at + 1 == text.Length || text[at + 1] != '?')
        {
            return null;
        }

        var end = text.IndexOf('>', at);
        return end < 0 ? null : text[(at + 3)..end];
    }
}
