using System.Text.Json;
using System.Text.RegularExpressions;

namespace Skills.Engine.Rules;

/// <summary>
/// <c>regex</c>: each place holds a string in which the pattern is found; with <c>match: full</c> the whole string must match.
/// Runs without backtracking where the pattern allows it, else under a time limit; running out of time is a failure.
/// </summary>
internal sealed class RegexRule(RuleFields fields, Regex regex, bool negate) : FieldRule(fields)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(250);

    public static IRule Read(RuleParameters parameters, RuleSetting setting)
    {
        var pattern = parameters.RequireText("pattern");
        var options = RegexOptions.CultureInvariant | (parameters.Flag("ignore_case") ? RegexOptions.IgnoreCase : 0) | (parameters.Flag("multiline") ? RegexOptions.Multiline : 0);
        var whole = parameters.Word("match", "search", "search", "full") == "full";
        return new RegexRule(
            RuleFields.Read(parameters, setting.Skill),
            Compile(whole ? $@"\A(?:{pattern})\z" : pattern, options),
            parameters.Flag("negate"));
    }

    /// <summary>Compiles without backtracking, or, for look-around and back-references, with a time limit.</summary>
    /// <exception cref="RuleFormatException">The pattern is wrong.</exception>
    internal static Regex Compile(string pattern, RegexOptions options)
    {
        try
        {
            return new(pattern, options | RegexOptions.NonBacktracking, Limit);
        }
        catch (NotSupportedException)
        {
            return new(pattern, options, Limit);
        }
        catch (ArgumentException wrong)
        {
            throw new RuleFormatException($"The pattern cannot be read: {wrong.Message}") { Parameter = "pattern", Value = pattern };
        }
    }

    protected override string? Judge(JsonElement value, RuleContext context)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return $"must be a string; it is {JsonText.KindOf(value)}.";
        }

        try
        {
            return regex.IsMatch(value.GetString()!) == negate ? $"{(negate ? "must not" : "does not")} match the pattern {regex}." : null;
        }
        catch (RegexMatchTimeoutException)
        {
            return $"could not be checked in time against the pattern {regex}.";
        }
    }
}
