namespace Skills.Engine.SkillFiles.Import.LangChain;

/// <summary>Python's format strings, as far as LangChain's templates use them: <c>{name}</c>, <c>{{</c> and <c>}}</c>.</summary>
internal static class FormatString
{
    /// <summary>The text as a Jinja template.</summary>
    /// <param name="text">The format string.</param>
    /// <param name="names">Takes the names used.</param>
    /// <exception cref="ForeignTemplateException">A brace is not closed, or a field is more than a name.</exception>
    public static string ToJinja(string text, ISet<string> names)
    {
        var (template, literal) = (new JinjaWriter(), new System.Text.StringBuilder());
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '{' or '}' && i + 1 < text.Length && text[i + 1] == text[i])
            {
                literal.Append(text[i++]);
                continue;
            }

            if (text[i] == '}')
            {
                throw new ForeignTemplateException("A single '}' closes nothing. Write '}}' for the character.", i);
            }

            if (text[i] != '{')
            {
                literal.Append(text[i]);
                continue;
            }

            var end = text.IndexOf('}', i);
            var name = end < 0 ? "" : text[(i + 1)..end].Trim();
            if (name.Length == 0 || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_') || char.IsAsciiDigit(name[0]))
            {
                throw new ForeignTemplateException(end < 0 ? "This brace is not closed. Write '{{' for the character." : $"'{{{name}}}' is more than a name, which cannot be translated.", i);
            }

            names.Add(name);
            template.Text(literal.ToString()).Value(name);
            literal.Clear();
            i = end;
        }

        return template.Text(literal.ToString()).ToString();
    }
}
