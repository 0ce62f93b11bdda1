using System.Text.Json;

namespace Skills.Engine.Routing.Difficulty;

/// <summary>What of a prompt says how hard it is: counts that one pass over its text gives.</summary>
internal readonly record struct PromptSigns
{
    // Enough to tell a prompt's kind, and few enough for a long document.
    private const int MostCharacters = 4000;

    // Most text is ASCII, and every execution reads its prompt.
    private static readonly Mark[] Ascii = [.. Enumerable.Range(0, 0x80).Select(static c => Classify((char)c))];

    /// <summary>Gets the number of words, those beyond what is read estimated.</summary>
    public int Words { get; private init; }

    /// <summary>Gets the number of words that restrict or combine conditions: not, except, only, unless.</summary>
    public int Constraints { get; private init; }

    /// <summary>Gets the number of words that relate quantities and steps: then, each, twice, remaining.</summary>
    public int Relations { get; private init; }

    /// <summary>Gets the number of words that ask for reasoning: prove, design, analyze, optimize.</summary>
    public int Demands { get; private init; }

    /// <summary>Gets the number of words of programming.</summary>
    public int Code { get; private init; }

    /// <summary>Gets the number of signs that programs and data are written with.</summary>
    public int Punctuation { get; private init; }

    /// <summary>Gets the number of signs of formulas.</summary>
    public int Math { get; private init; }

    /// <summary>Gets the number of values that the output schema asks for.</summary>
    public int Outputs { get; private init; }

    /// <summary>Reads a rendered prompt. Of a long text the first and the last part count.</summary>
    /// <param name="request">The prompt and its skill.</param>
    /// <param name="outputs">What <see cref="OutputsOf(Skill)"/> counts for the skill.</param>
    public static PromptSigns Of(DifficultyRequest request, int outputs)
    {
        var signs = new PromptSigns { Outputs = outputs };
        for (var i = 0; i < request.Messages.Count; i++)
        {
            signs = signs.And(request.Messages[i].Text);
        }

        return signs;
    }

    /// <summary>Counts the values that a skill's output schema asks for.</summary>
    public static int OutputsOf(Skill skill) => skill.OutputSchema is { } schema ? OutputsOf(schema, depth: 0) : 0;

    private PromptSigns And(string text)
    {
        if (text.Length <= MostCharacters)
        {
            return Scan(text);
        }

        var both = Scan(text.AsSpan(0, MostCharacters / 2)).Scan(text.AsSpan(text.Length - (MostCharacters / 2)));
        return both with { Words = (int)System.Math.Min(int.MaxValue, Words + ((both.Words - Words) * (double)text.Length / MostCharacters)) };
    }

    private PromptSigns Scan(ReadOnlySpan<char> text)
    {
        Span<int> counts = stackalloc int[(int)WordKind.Count];
        var (words, punctuation, math) = (0, 0, 0);
        for (var i = 0; i < text.Length;)
        {
            var mark = MarkOf(text[i]);
            if (mark == Mark.Letter)
            {
                var end = EndOfWord(text, i);
                words++;
                if (SignWords.TryGet(text[i..end], out var kind))
                {
                    counts[(int)kind]++;
                }

                i = end;
                continue;
            }

            punctuation += mark == Mark.Punctuation ? 1 : 0;
            math += mark == Mark.Math ? 1 : 0;
            i++;
        }

        return this with
        {
            Words = Words + words,
            Constraints = Constraints + counts[(int)WordKind.Constraint],
            Relations = Relations + counts[(int)WordKind.Relation],
            Demands = Demands + counts[(int)WordKind.Demand],
            Code = Code + counts[(int)WordKind.Code],
            Punctuation = Punctuation + punctuation,
            Math = Math + math,
        };
    }

    private static int EndOfWord(ReadOnlySpan<char> text, int start)
    {
        // Scripts without spaces: each sign is about a word.
        var end = start + 1;
        if (text[start] >= '\u2E80')
        {
            return end;
        }

        while (end < text.Length && MarkOf(text[end]) is var mark && (mark is Mark.Letter or Mark.Digit || (mark == Mark.Joiner && end + 1 < text.Length)))
        {
            end++;
        }

        return end;
    }

    private static Mark MarkOf(char c) => c < 0x80 ? Ascii[c] : Classify(c);

    private static Mark Classify(char c) => c switch
    {
        _ when char.IsLetter(c) => Mark.Letter,
        _ when char.IsDigit(c) => Mark.Digit,
        '\'' or '-' or '#' => Mark.Joiner,
        '{' or '}' or ';' or '`' or '&' or '|' => Mark.Punctuation,
        '+' or '*' or '/' or '=' or '^' or '<' or '>' or '%' or '\\' or '∑' or '∫' or '√' or '≤' or '≥' => Mark.Math,
        _ => Mark.Other,
    };

    // Leaves only: an object asks for what is in it. Deep and wide schemas are hard whatever the exact count.
    private static int OutputsOf(JsonElement schema, int depth)
    {
        if (depth > 4 || schema.ValueKind != JsonValueKind.Object)
        {
            return 1;
        }

        if (schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object)
        {
            var sum = 0;
            foreach (var property in properties.EnumerateObject())
            {
                sum += OutputsOf(property.Value, depth + 1);
                if (sum > 100)
                {
                    break;
                }
            }

            return sum;
        }

        return schema.TryGetProperty("items", out var items) ? OutputsOf(items, depth + 1) : 1;
    }

    private enum Mark : byte
    {
        Other,
        Letter,
        Digit,
        Joiner,
        Punctuation,
        Math,
    }
}
