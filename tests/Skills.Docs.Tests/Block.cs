using System.Text.RegularExpressions;

namespace Skills.Docs.Tests;

/// <summary>A fenced block of a page.</summary>
/// <param name="Page">The page's path in the repository, with slashes.</param>
/// <param name="Line">The line where the code begins.</param>
/// <param name="Info">What stands behind the fence: the language, and a file's name.</param>
/// <param name="Text">The code as printed.</param>
internal sealed partial record Block(string Page, int Line, string Info, string Text)
{
    /// <summary>Gets whether it is a whole program, which names the namespaces that it uses.</summary>
    public bool IsProgram => UsingLine().IsMatch(Text);

    public static IReadOnlyList<Block> Of(string page)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, page));
        return [.. Fence().Matches(text).Select(m => new Block(page, text[..m.Groups["text"].Index].Count(static c => c == '\n') + 1, m.Groups["info"].Value.Trim(), m.Groups["text"].Value))];
    }

    [GeneratedRegex(@"^```(?<info>[\w-]+[^\n`]*)\n(?<text>.*?)^```\s*$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Fence();

    [GeneratedRegex(@"\A(//[^\n]*\n)*using \w")]
    private static partial Regex UsingLine();
}
