using System.Text.RegularExpressions;

namespace Skills.Engine.SkillFiles.Import.SemanticKernel;

/// <summary>Translates the part of Liquid that prompts use into Jinja, which most of it already is.</summary>
internal static partial class LiquidTemplate
{
    private static readonly HashSet<string> SameTags = ["if", "else", "endif", "for", "endfor", "raw", "endraw"];

    private static readonly Dictionary<string, string> Filters = new()
    {
        ["default"] = "default", ["join"] = "join", ["upcase"] = "upper", ["downcase"] = "lower", ["capitalize"] = "capitalize", ["size"] = "length", ["first"] = "first",
        ["last"] = "last", ["strip"] = "trim", ["escape"] = "escape", ["reverse"] = "reverse", ["sort"] = "sort", ["uniq"] = "unique", ["round"] = "round", ["replace"] = "replace",
    };

    /// <exception cref="ForeignTemplateException">A tag or filter has no counterpart.</exception>
    public static string ToJinja(string text) => Tags().Replace(text, static m => m.Groups["output"].Success
        ? $"{{{{{m.Groups["dash"].Value} {Expression(m.Groups["output"].Value.Trim(), m.Index)} {m.Groups["dash2"].Value}}}}}"
        : $"{{%{m.Groups["dash3"].Value} {Tag(m.Groups["tag"].Value, m.Groups["rest"].Value.Trim(), m.Index)} {m.Groups["dash4"].Value}%}}");

    private static string Tag(string tag, string rest, int offset) => tag switch
    {
        "elsif" => "elif " + Expression(rest, offset),
        "unless" => $"if not ({Expression(rest, offset)})",
        "endunless" => "endif",
        "assign" => "set " + Expression(rest, offset),
        "for" when !rest.Contains("limit:", StringComparison.Ordinal) && !rest.Contains("offset:", StringComparison.Ordinal) && !rest.Contains("..", StringComparison.Ordinal) => "for " + rest,
        _ when SameTags.Contains(tag) && tag != "for" => $"{tag} {Expression(rest, offset)}".TrimEnd(),
        _ => throw new ForeignTemplateException($"The Liquid tag '{tag}' cannot be translated.", offset),
    };

    private static string Expression(string text, int offset)
    {
        var parts = Pipe().Split(text);
        var value = Contains().Replace(parts[0], "${right} in ${left}").Trim();
        value = Words().Replace(value, static m => m.Value switch { "nil" or "null" => "none", "forloop" => "loop", _ => m.Value });
        return parts.Skip(1).Aggregate(value, (sum, filter) =>
        {
            var colon = filter.IndexOf(':', StringComparison.Ordinal);
            var name = (colon < 0 ? filter : filter[..colon]).Trim();
            return Filters.TryGetValue(name, out var ours)
                ? colon < 0 ? $"{sum} | {ours}" : $"{sum} | {ours}({filter[(colon + 1)..].Trim()})"
                : throw new ForeignTemplateException($"The Liquid filter '{name}' cannot be translated.", offset);
        });
    }

    [GeneratedRegex(@"\{\{(?<dash>-?)(?<output>[^{}]*?)(?<dash2>-?)\}\}|\{%(?<dash3>-?)\s*(?<tag>\w+)(?<rest>[^%]*?)(?<dash4>-?)%\}", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Tags();

    [GeneratedRegex(@"\|(?=(?:[^""']|""[^""]*""|'[^']*')*$)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pipe();

    [GeneratedRegex(@"(?<left>[\w.]+)\s+contains\s+(?<right>[\w.""' ]+)", RegexOptions.NonBacktracking)]
    private static partial Regex Contains();

    [GeneratedRegex(@"\b(nil|null|forloop)\b", RegexOptions.NonBacktracking)]
    private static partial Regex Words();
}
