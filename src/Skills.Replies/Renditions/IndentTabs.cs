using System.Text;

namespace Skills.Replies.Renditions;

/// <summary>Tabs in the indentation of lines, which YAML does not take, as spaces up to the next even column.</summary>
internal static class IndentTabs
{
    public static string? Expand(string text)
    {
        if (!text.Contains('\t', StringComparison.Ordinal))
        {
            return null;
        }

        var result = new StringBuilder(text.Length + 16);
        var (column, isIndent) = (0, true);
        foreach (var c in text)
        {
            if (c == '\t' && isIndent)
            {
                var width = 2 - (column % 2);
                result.Append(' ', width);
                column += width;
                continue;
            }

            result.Append(c);
            isIndent = c == '\n' || (isIndent && c is ' ' or '-');
            column = c == '\n' ? 0 : column + 1;
        }

        return result.ToString();
    }
}
