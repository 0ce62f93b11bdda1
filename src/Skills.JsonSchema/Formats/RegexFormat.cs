using Skills.JsonSchema.Patterns;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Formats;

/// <summary>Regular expressions of ECMA-262 with the flag <c>u</c>.</summary>
internal static class RegexFormat
{
    public static bool IsRegex(ReadOnlySpan<byte> text)
    {
        try
        {
            PatternParser.Parse(Utf8Text.UnescapedToText(text), strict: true, out _);
            return true;
        }
        catch (PatternException)
        {
            return false;
        }
    }
}
