using System.Text.RegularExpressions;

namespace Skills.Engine.SkillFiles.Import.SemanticKernel;

/// <summary>Splits a prompt at its <c>&lt;message role="…"&gt;</c> elements, on the source.</summary>
internal static partial class SemanticKernelMessages
{
    /// <summary>The pieces with their roles; text outside of any element has the role user, or none when there is no element at all.</summary>
    public static IReadOnlyList<(string? Role, string Text, int Offset)> Split(string template)
    {
        var pieces = new List<(string?, string, int)>();
        var at = 0;
        foreach (Match match in Piece().Matches(template))
        {
            Outside(at, match.Index);
            if (match.Groups["loop"].Success)
            {
                pieces.Add((null, match.Value, match.Index));
            }
            else
            {
                var content = match.Groups["content"];
                // What stands in an element is XML: &lt; is a character.
                pieces.Add((match.Groups["role"].Value, System.Net.WebUtility.HtmlDecode(content.Value.Trim('\r', '\n')), content.Index));
            }

            at = match.Index + match.Length;
        }

        Outside(at, template.Length);
        return pieces;

        void Outside(int from, int to)
        {
            var text = template[from..to];
            if (!string.IsNullOrWhiteSpace(text))
            {
                pieces.Add((pieces.Count > 0 || to < template.Length ? "user" : null, text, from));
            }
        }
    }

    /// <summary>The input that holds the turns, when a text is a loop that lays them out; null otherwise.</summary>
    public static string? IsHistory(string text) => Piece().Match(text) is { Success: true } match && match.Groups["loop"].Success && match.Length == text.Trim().Length
        ? match.Groups["list"].Value
        : null;

    // A loop over turns in Handlebars, Liquid or Jinja, or one message.
    [GeneratedRegex("""(?<loop>(\{\{#each\s+(?<list>\w+)\s*\}\}|\{%-?\s*for\s+\w+\s+in\s+(?<list>\w+)\s*-?%\})\s*<message\s+role\s*=\s*"\{\{[^}]*role[^}]*\}\}"\s*>\s*\{\{[^}]*content[^}]*\}\}\s*</message>\s*(\{\{/each\}\}|\{%-?\s*endfor\s*-?%\}))|<message\s+role\s*=\s*["'](?<role>[A-Za-z]+)["']\s*>(?<content>[\s\S]*?)</message>""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Piece();
}
