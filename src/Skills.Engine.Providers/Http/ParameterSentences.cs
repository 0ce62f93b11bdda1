namespace Skills.Engine.Providers.Http;

/// <summary>Finds the parameter a server objects to where it names it only in its sentence, as in "Unsupported parameter: 'temperature' is not supported".</summary>
internal static class ParameterSentences
{
    private static readonly string[] Openings =
        ["unsupported parameter: ", "unsupported value: ", "unknown parameter: ", "unrecognized request argument supplied: ", "argument not supported on this model: ", "unrecognized field: ", "unknown field: ", "unknown field "];

    // "`temperature` is deprecated for this model", "property 'seed' is unsupported": the name comes first.
    private static readonly string[] Closings = [" is not supported", " is unsupported", " is deprecated", " is not permitted", " is not allowed"];

    // What a sentence may name in place of a field.
    private static readonly HashSet<string> Nouns = new(StringComparer.Ordinal)
    {
        "parameter", "parameters", "property", "field", "argument", "option", "value", "request", "feature", "format", "combination", "operation", "it", "this", "which", "that", "or", "and", "not", "role", "content", "api", "endpoint", "region", "language",
    };

    private static readonly System.Buffers.SearchValues<char> NameLetters = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    /// <summary>The name; null when the sentence opens in no way that gives one.</summary>
    public static string? NameIn(string? sentence)
    {
        foreach (var opening in Openings)
        {
            if (sentence?.IndexOf(opening, StringComparison.OrdinalIgnoreCase) is >= 0 and var at)
            {
                var rest = sentence.AsSpan(at + opening.Length).TrimStart("'\"`");
                var end = 0;
                while (end < rest.Length && (char.IsAsciiLetterOrDigit(rest[end]) || rest[end] == '_'))
                {
                    end++;
                }

                return end > 0 ? rest[..end].ToString() : null;
            }
        }

        return NameBefore(sentence);
    }

    private static string? NameBefore(string? sentence)
    {
        foreach (var closing in Closings)
        {
            if (sentence?.IndexOf(closing, StringComparison.OrdinalIgnoreCase) is > 0 and var at)
            {
                var before = sentence.AsSpan(0, at).TrimEnd("'\"`");
                var start = before.LastIndexOfAnyExcept(NameLetters) + 1;
                var name = before[start..];
                return name.IsEmpty || !char.IsAsciiLetterLower(name[0]) || Nouns.Contains(name.ToString()) ? null : name.ToString();
            }
        }

        return null;
    }
}
