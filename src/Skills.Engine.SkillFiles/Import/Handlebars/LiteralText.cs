namespace Skills.Engine.SkillFiles.Import.Handlebars;

/// <summary>Plain text in a template.</summary>
internal static class LiteralText
{
    /// <summary>Text that Jinja prints as it is.</summary>
    public static string Of(string text)
    {
        var escaped = text;
        foreach (var opener in (ReadOnlySpan<string>)["{{", "{%", "{#"])
        {
            escaped = escaped.Contains(opener, StringComparison.Ordinal) && opener != "{{" ? escaped.Replace(opener, $"{{{{ \"{opener}\" }}}}", StringComparison.Ordinal) : escaped;
        }

        escaped = text.Contains("{{", StringComparison.Ordinal)
            ? string.Join("{{ \"{{\" }}", text.Split("{{").Select(Of))
            : escaped;
        return escaped.EndsWith('{') ? escaped[..^1] + "{{ \"{\" }}" : escaped;
    }
}
