using System.Text;
using System.Text.RegularExpressions;

namespace Skills.Engine.SkillFiles.Sources;

/// <summary>Finds what looks like a key, token or password written into a file.</summary>
internal static partial class SecretScan
{
    // What no match is without. Most texts have none of these, and the patterns take long to build.
    private static readonly string[] KeyMarks = ["-----BEGIN ", "AKIA", "ASIA", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "AIza", "xox", "eyJ", "sk-", "k_live_", "k_test_"];
    private static readonly string[] WordMarks = ["password", "passwd", "pwd", "secret", "token", "api", "bearer", "://"];

    /// <summary>Places of secrets in a text.</summary>
    public static IReadOnlyList<(int Index, int Length, string What)> Find(string text) =>
        !MayHaveKeys(text) ? [] : [.. Keys().Matches(text).Where(IsLikely).Select(static m => (m.Index, m.Length, What(m.ValueSpan)))];

    /// <summary>Places of what may be a password or a token: behind a word for one, in an address, or after <c>Bearer</c>.</summary>
    public static IReadOnlyList<(int Index, int Length)> FindLikely(string text) =>
        !MayHaveWords(text) ? [] : [.. Words().Matches(text).Select(static m => m.Groups["secret"]).Where(IsMixed).Select(static g => (g.Index, g.Length))];

    /// <summary>The line with each secret's characters, but the first four, replaced by asterisks.</summary>
    public static string Mask(string line)
    {
        var masked = MayHaveKeys(line) ? Keys().Replace(line, static m => IsLikely(m) ? Hidden(m.Value) : m.Value) : line;
        return !MayHaveWords(masked) ? masked : Words().Replace(masked, static m => IsMixed(m.Groups["secret"]) ? m.Value.Replace(m.Groups["secret"].Value, Hidden(m.Groups["secret"].Value), StringComparison.Ordinal) : m.Value);
    }

    private static bool MayHaveKeys(string text) => Array.Exists(KeyMarks, mark => text.Contains(mark, StringComparison.Ordinal));

    // Letters of other scripts may count as equal when case does not matter.
    private static bool MayHaveWords(string text) => !Ascii.IsValid(text) || Array.Exists(WordMarks, mark => text.Contains(mark, StringComparison.OrdinalIgnoreCase));

    private static string Hidden(string secret) => string.Concat(secret.AsSpan(0, Math.Min(4, secret.Length)), new string('*', Math.Max(0, secret.Length - 4)));

    private static bool IsMixed(Group secret) => secret.Value.Any(char.IsAsciiDigit) && secret.Value.Any(char.IsAsciiLetter);

    // Words joined by hyphens have the shape of a key too, but no digits among them.
    private static bool IsLikely(Match match) => match.Value.StartsWith('-') || match.Value.Any(char.IsAsciiDigit);

    private static string What(ReadOnlySpan<char> key) => key switch
    {
        ['-', '-', '-', ..] => "a private key",
        ['A', 'K', 'I', 'A', ..] or ['A', 'S', 'I', 'A', ..] => "an AWS access key",
        ['g', 'h', ..] or ['g', 'i', 't', ..] => "a GitHub token",
        ['A', 'I', 'z', 'a', ..] => "a Google API key",
        ['x', 'o', 'x', ..] => "a Slack token",
        ['e', 'y', 'J', ..] => "a JSON web token",
        _ => "an API key",
    };

    [GeneratedRegex(
        @"-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{30,}\b|\bgithub_pat_[A-Za-z0-9_]{30,}\b|\bAIza[0-9A-Za-z_\-]{35}|\bxox[abprs]-[0-9A-Za-z\-]{10,}|\beyJ[A-Za-z0-9_\-]{10,}\.eyJ[A-Za-z0-9_\-]{10,}\.[A-Za-z0-9_\-]{10,}|\bsk-(?:ant-|proj-|live-|test-)?[A-Za-z0-9_\-]{20,}|\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}",
        RegexOptions.NonBacktracking)]
    private static partial Regex Keys();

    [GeneratedRegex(
        """\b(password|passwd|pwd|secret|token|api[_\-]?key)["']?\s*[:=]\s*["']?(?<secret>[^\s"'{}<>$,;*]{8,})|\bbearer\s+(?<secret>[A-Za-z0-9_\-.=]{20,})|://[^\s:/@{}]+:(?<secret>[^\s:/@{}*]{3,})@""",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex Words();
}
