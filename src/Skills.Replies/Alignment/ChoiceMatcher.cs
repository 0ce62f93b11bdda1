using System.Text.Json;
using System.Text.RegularExpressions;

namespace Skills.Replies.Alignment;

/// <summary>What matching a text with the choices of an enum came to.</summary>
/// <param name="Choice">Index of the choice; −1 when none fits.</param>
/// <param name="Step">How far the text had to be bent: 0 exact, then alias, accents and case, punctuation, part of a text.</param>
/// <param name="Ambiguous">Whether several choices fit alike.</param>
/// <param name="LosesText">Whether the text around the choice says more than filler does.</param>
internal readonly record struct ChoiceMatch(int Choice, int Step, bool Ambiguous, bool LosesText = false);

/// <summary>Finds the member of an enum a text means. Two members that fit alike are no match.</summary>
internal sealed partial class ChoiceMatcher
{
    private const int LongestText = 20_000;
    private const int LongestNegation = 48;
    private readonly List<(string Text, int Choice)> _spellings = [];
    private readonly List<(string Folded, string Bare, int Choice)> _folded = [];
    private readonly IReadOnlyDictionary<string, string> _aliases;

    public ChoiceMatcher(SchemaShape shape, IReadOnlyDictionary<string, string> aliases)
    {
        _aliases = aliases;
        for (var i = 0; i < shape.Choices!.Count; i++)
        {
            if (shape.Choices[i].ValueKind == JsonValueKind.String)
            {
                Add(shape.Choices[i].GetString()!, i);
                foreach (var alias in shape.ChoiceAliases.GetValueOrDefault(shape.Choices[i].GetString()!, []))
                {
                    Add(alias, i);
                }
            }
        }
    }

    public ChoiceMatch Match(string text, bool inProse)
    {
        if (_aliases.TryGetValue(text.Trim(), out var meant) && _spellings.FindIndex(s => s.Text == meant) is >= 0 and var alias)
        {
            return new(_spellings[alias].Choice, 1, false);
        }

        var trimmed = text.Trim();
        var folded = Spelling.Fold(trimmed.Length > LongestText ? trimmed[..LongestText] : trimmed);
        var isDoubtful = Filler.Doubts(trimmed.AsSpan(0, Math.Min(trimmed.Length, LongestText))) && !_spellings.Exists(static s => Filler.Doubts(s.Text));
        var bare = Spelling.Bare(folded, keepDashes: true);
        var barest = Spelling.Bare(folded, keepDashes: false);
        return Only(_spellings.Where(s => s.Text == trimmed).Select(static s => s.Choice), 1)
            ?? Only(_folded.Where(s => s.Folded == folded).Select(static s => s.Choice), 1)
            ?? (isDoubtful ? (ChoiceMatch?)new(-1, 0, false) : null)
            ?? Only(_folded.Where(s => s.Bare == bare).Select(static s => s.Choice), 2)
            ?? Only(_folded.Where(s => Spelling.Bare(s.Folded, keepDashes: false) == barest && barest.Length > 0).Select(static s => s.Choice), 2)
            ?? (inProse ? Within(folded) : new(-1, 0, false));
    }

    /// <summary>The choice a text names first; −1 when it names none.</summary>
    public int FirstIn(string text)
    {
        var folded = Spelling.Fold(text.Length > LongestText ? text[..LongestText] : text);
        var (choice, place) = (-1, int.MaxValue);
        foreach (var spelling in _folded)
        {
            var at = folded.IndexOf(spelling.Folded, StringComparison.Ordinal);
            if (at >= 0 && at < place && spelling.Folded.Length > 0)
            {
                (choice, place) = (spelling.Choice, at);
            }
        }

        return choice;
    }

    private void Add(string spelling, int choice)
    {
        var folded = Spelling.Fold(spelling.Trim());
        _spellings.Add((spelling, choice));
        _folded.Add((folded, Spelling.Bare(folded, keepDashes: true), choice));
    }

    private static ChoiceMatch? Only(IEnumerable<int> choices, int step)
    {
        var found = choices.Distinct().Take(2).ToList();
        return found.Count switch
        {
            0 => null,
            1 => new(found[0], step, false),
            _ => new(-1, step, true),
        };
    }

    // The spellings that stand in the text as words, longest first and not overlapping; the one that stands there most often, or first.
    private ChoiceMatch Within(string folded)
    {
        var taken = new bool[folded.Length];
        var hits = new Dictionary<int, int>();
        var isFiller = true;
        foreach (var (spelling, _, choice) in _folded.OrderByDescending(static s => s.Folded.Length))
        {
            if (spelling.Length == 0)
            {
                continue;
            }

            for (var at = folded.IndexOf(spelling, StringComparison.Ordinal); at >= 0; at = folded.IndexOf(spelling, at + spelling.Length, StringComparison.Ordinal))
            {
                if (!taken.AsSpan(at, spelling.Length).Contains(true) && IsWord(folded, at, spelling.Length) && !IsNegated(folded, at))
                {
                    // NUMBER_THREE is one mention, whichever of its parts are spellings.
                    var (from, to) = (at, at + spelling.Length);
                    while (from > 0 && (char.IsAsciiLetterOrDigit(folded[from - 1]) || folded[from - 1] == '_'))
                    {
                        from--;
                    }

                    while (to < folded.Length && (char.IsAsciiLetterOrDigit(folded[to]) || folded[to] == '_'))
                    {
                        to++;
                    }

                    taken.AsSpan(from, to - from).Fill(true);
                    isFiller &= Filler.Surrounds(folded, from, to - from) && to - from == spelling.Length;
                    hits[choice] = hits.GetValueOrDefault(choice) + 1;
                }
            }
        }

        if (hits.Count == 0)
        {
            return new(-1, 0, false);
        }

        var most = hits.Values.Max();
        var best = hits.Where(h => h.Value == most).Select(static h => h.Key).ToList();
        return best.Count == 1 ? new(best[0], 3, false, LosesText: !isFiller || hits.Count > 1) : new(-1, 3, true);
    }

    // "do not approve" and "I would not call it approved" do not name the choice; "not spam but ham" names the second.
    private static bool IsNegated(string text, int at) => Negation().IsMatch(text.AsSpan(Math.Max(0, at - LongestNegation), Math.Min(at, LongestNegation)));

    [GeneratedRegex(@"\b(?:no|not|never|hardly|cannot|(?:ca|do|does|wo|would|should|is|was|are)n['’]t)(?: (?!(?:but|however|instead|rather|yet)\b)[\w'’-]+){0,3} $", RegexOptions.CultureInvariant)]
    private static partial Regex Negation();

    private static bool IsWord(string text, int at, int length) =>
        (at == 0 || !char.IsAsciiLetterOrDigit(text[at - 1]) || !char.IsAsciiLetterOrDigit(text[at]))
        && (at + length == text.Length || !char.IsAsciiLetterOrDigit(text[at + length]) || !char.IsAsciiLetterOrDigit(text[at + length - 1]));
}
