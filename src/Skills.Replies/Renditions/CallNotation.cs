namespace Skills.Replies.Renditions;

/// <summary>An object as Python prints it: <c>Ticket(title='Leak', hours=3)</c>.</summary>
internal static class CallNotation
{
    public static string? ToObject(string text)
    {
        var content = text.AsSpan().Trim();
        var open = content.IndexOf('(');
        return open > 0 && content[^1] == ')' && IsName(content[..open]) && content[(open + 1)..].Contains('=')
            ? $"{{{content[(open + 1)..^1]}}}"
            : null;
    }

    private static bool IsName(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsLetterOrDigit(c) && c is not ('_' or '.'))
            {
                return false;
            }
        }

        return true;
    }
}
