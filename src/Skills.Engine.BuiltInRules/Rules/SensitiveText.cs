using System.Text.RegularExpressions;

namespace Skills.Engine.Rules;

/// <summary>A kind of text that should not be in outputs: a pattern, and a check that separates it from what only looks like it.</summary>
/// <param name="Kind">Its name, such as <c>email</c>.</param>
/// <param name="Pattern">What it looks like.</param>
/// <param name="IsReal">A checksum or the like; null when the pattern says enough.</param>
internal sealed record SensitiveText(string Kind, Regex Pattern, Func<string, bool>? IsReal = null)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(500);

    /// <summary>Facts about persons, in forms that are the same in every language.</summary>
    public static IReadOnlyList<SensitiveText> Personal { get; } =
    [
        Of("email", @"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*\.[A-Za-z]{2,24}"),
        Of("credit_card", @"\b[0-9]([ -]?[0-9]){12,18}\b", Checksums.IsLuhn),
        Of("iban", @"\b[A-Z]{2}[0-9]{2}([ ]?[A-Z0-9]){11,30}\b", Checksums.IsIban),
        Of("phone", @"\+[0-9]{1,3}([ ./()-]{0,2}[0-9]){6,14}\b"),
        Of("ip", @"\b(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(\.(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])){3}\b"),
        Of("us_ssn", @"\b[0-9]{3}-[0-9]{2}-[0-9]{4}\b", Checksums.IsSocialSecurityNumber),
    ];

    /// <summary>Keys and tokens by the marks their makers give them.</summary>
    public static IReadOnlyList<SensitiveText> Secrets { get; } =
    [
        Of("private_key", "-----BEGIN ([A-Z]+ )?PRIVATE KEY-----"),
        Of("aws_key", @"\b(AKIA|ASIA)[A-Z0-9]{16}\b"),
        Of("github_token", @"\b(gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})\b"),
        Of("slack_token", @"\bxox[abprs]-[A-Za-z0-9-]{10,}"),
        Of("google_key", @"\bAIza[A-Za-z0-9_-]{35}"),
        Of("stripe_key", @"\b[rs]k_(live|test)_[A-Za-z0-9]{16,}\b"),
        Of("ai_key", @"\bsk-[A-Za-z0-9_-]{20,}"),
        Of("jwt", @"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}"),
        Of("password_in_url", @"\b[a-z][a-z0-9+.-]*://[^\s/:@]+:[^\s/:@]+@"),
    ];

    /// <summary>The places in a text, as start and length.</summary>
    public IEnumerable<(int Start, int Length)> Find(string text) =>
        Pattern.Matches(text).Where(m => IsReal is null || IsReal(m.Value)).Select(static m => (m.Index, m.Length));

    private static SensitiveText Of(string kind, string pattern, Func<string, bool>? isReal = null) =>
        new(kind, new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Limit), isReal);
}
