using System.Text;

namespace Skills.Engine.SkillFiles.Checks;

/// <summary>
/// Finds <c>{{ … }}</c> and <c>{% … %}</c> in the text of a template, without regard to what is in them. By hand, as every template of every
/// file comes here: building a matcher that cannot backtrack takes longer than reading the file.
/// </summary>
internal static class TemplateTags
{
    /// <summary>Returns the place of each tag. In time linear to the text.</summary>
    public static IEnumerable<(int Index, string Text)> In(string text)
    {
        var (hasOutputEnd, hasBlockEnd) = (true, true);
        var at = 0;
        while (at < text.Length && text.IndexOf('{', at) is >= 0 and var open)
        {
            at = open + 1;
            var kind = at < text.Length ? text[at] : '\0';
            if (kind == '{' && hasOutputEnd)
            {
                var end = text.IndexOf("}}", at + 1, StringComparison.Ordinal);
                hasOutputEnd = end >= 0;
                at = hasOutputEnd ? end + 2 : at;
            }
            else if (kind == '%' && hasBlockEnd)
            {
                var end = text.IndexOf("%}", at + 1, StringComparison.Ordinal);
                hasBlockEnd = end >= 0;
                at = hasBlockEnd ? end + 2 : at;
            }

            if (at > open + 1)
            {
                yield return (open, text[open..at]);
            }
        }
    }

    /// <summary>Returns the text without its tags.</summary>
    public static string Without(string text)
    {
        var rest = new StringBuilder(text.Length);
        var at = 0;
        foreach (var (index, tag) in In(text))
        {
            rest.Append(text, at, index - at);
            at = index + tag.Length;
        }

        return rest.Append(text, at, text.Length - at).ToString();
    }
}
