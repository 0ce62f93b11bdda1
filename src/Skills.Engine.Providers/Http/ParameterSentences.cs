namespace Skills.Engine.Providers.Http;

/// <summary>Finds the parameter a server objects to where it names it only in its sentence, as in "Unsupported parameter: 'temperature' is not supported".</summary>
internal static class ParameterSentences
{
    private static readonly string[] Openings =
        ["unsupported parameter: ", "unsupported value: ", "unknown parameter: ", "unrecognized request argument supplied: ", "argument not supported on this model: ", "unrecognized field: ", "unknown field: ", "unknown field "];

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

        return null;
    }
}
