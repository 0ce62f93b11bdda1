namespace Skills.Engine.Providers.Schemas;

/// <summary>Judges whether a grammar can match as a pattern does. llama.cpp takes anchored patterns without classes of characters such as <c>\d</c>.</summary>
internal static class GrammarPattern
{
    /// <summary>Whether a pattern means the same as a grammar.</summary>
    public static bool Fits(string pattern)
    {
        if (pattern is not ['^', .., '$'] || pattern.Contains("(?", StringComparison.Ordinal))
        {
            return false;
        }

        var (depth, inClass) = (0, false);
        for (var i = 1; i < pattern.Length - 1; i++)
        {
            switch (pattern[i])
            {
                // An escaped letter is a class, an assertion or a back-reference.
                case '\\' when i + 1 == pattern.Length - 1 || char.IsAsciiLetterOrDigit(pattern[++i]):
                    return false;
                case '[':
                    inClass = true;
                    i += pattern[i + 1] == '^' ? 1 : 0;
                    break;
                case ']':
                    inClass = false;
                    break;
                case '(' or ')' when !inClass:
                    depth += pattern[i] == '(' ? 1 : -1;
                    break;

                // An alternative at the top has only one of the anchors.
                case '|' when !inClass && depth == 0:
                case '^' or '$' when !inClass:
                    return false;
            }
        }

        return !inClass && depth == 0;
    }
}
