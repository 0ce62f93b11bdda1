using System.Text.RegularExpressions;

namespace Skills.Replies.Alignment;

/// <summary>
/// Words that add nothing to an answer, as in "The answer is: yes." When everything beside a choice is of this list, naming the choice
/// loses nothing. Any other word may negate or qualify it.
/// </summary>
internal static partial class Filler
{
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "a", "an", "the", "is", "it", "its", "this", "that", "i", "my", "we", "would", "say", "choose", "pick", "select", "classify", "classified", "as",
        "answer", "final", "result", "output", "response", "value", "label", "category", "class", "classification", "type", "kind", "choice", "option", "verdict",
        "decision", "status", "level", "severity", "priority", "sentiment", "be", "to", "so", "therefore", "thus", "here", "are", "s", "m", "of", "ok", "okay", "sure",
        "message", "text", "email", "ticket", "review", "input", "item", "one", "definitely", "clearly", "think", "believe", "in", "for", "you", "your", "there",
    };

    /// <summary>Returns whether a text outside of a range contains nothing but filler and punctuation.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">First character of the range.</param>
    /// <param name="length">Length of the range.</param>
    public static bool Surrounds(ReadOnlySpan<char> text, int start, int length) => !Doubts(text) && IsFiller(text[..start]) && IsFiller(text[(start + length)..]);

    /// <summary>Returns whether a sign in a text asks, negates or compares, as in "spam?", "!spam", "~~spam~~", "[ ] spam" and "≠ spam".</summary>
    public static bool Doubts(ReadOnlySpan<char> text) => DoubtSigns().IsMatch(text);

    private static bool IsFiller(ReadOnlySpan<char> text)
    {
        var words = Words.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var at = 0; at < text.Length;)
        {
            var end = at;
            while (end < text.Length && char.IsLetterOrDigit(text[end]))
            {
                end++;
            }

            if (end > at && !words.Contains(text[at..end]))
            {
                return false;
            }

            at = end + 1;
        }

        return true;
    }

    // A question, a negation or comparison, a cross or an empty box, a thumb down, and a sign that touches the word after it.
    [GeneratedRegex(@"[?¿？¬~∼≠≈≃<>≤≥✗✘✕✖❌❎☐☒❓❔⛔]|🚫|👎|!(?=[\p{L}\p{N}])|(?<![\p{L}\p{N}])[-\u2212](?=\p{L})|\[\s*\]", RegexOptions.CultureInvariant)]
    private static partial Regex DoubtSigns();
}
