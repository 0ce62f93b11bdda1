using System.Text;

namespace Skills.Cli.Shell;

/// <summary>Makes text from files and models safe for a terminal.</summary>
internal static class PlainText
{
    /// <summary>Replaces control characters, which could move the cursor or forge lines. Line breaks and tabs stay.</summary>
    public static string Of(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\0', '\u001f') && !text.AsSpan().ContainsAnyInRange('\u007f', '\u009f'))
        {
            return text;
        }

        var safe = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            safe.Append(c is '\n' or '\t' || !char.IsControl(c) ? c : '\uFFFD');
        }

        return safe.ToString();
    }

    /// <summary>Returns the text in one line of at most so many characters.</summary>
    public static string Line(string text, int most)
    {
        var line = Of(text).Replace('\n', ' ').Replace('\t', ' ').Trim();
        return line.Length <= most ? line : string.Concat(line.AsSpan(0, Math.Max(1, most - 1)), "…");
    }
}
