using System.Text.RegularExpressions;

namespace Skills.Engine.Definitions;

/// <summary>Finds what looks like a key, token or password written into a file.</summary>
internal static partial class SecretScan
{
    /// <summary>Places of secrets in a text.</summary>
    public static IReadOnlyList<(int Index, int Length, string What)> Find(string text) =>
        [.. Keys().Matches(text).Where(IsLikely).Select(static m => (m.Index, m.Length, What(m.ValueSpan)))];

    /// <summary>The line with each secret's characters, but the first four, replaced by asterisks.</summary>
    public static string Mask(string line) =>
        Keys().Replace(line, static m => IsLikely(m) ? string.Concat(m.Value.AsSpan(0, 4), new string('*', m.Length - 4)) : m.Value);

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
}
