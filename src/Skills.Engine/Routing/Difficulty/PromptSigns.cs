using System.Collections.Frozen;
using System.Text.Json;

namespace Skills.Engine.Routing.Difficulty;

/// <summary>What of a prompt says how hard it is: counts that one pass over its text gives.</summary>
internal readonly record struct PromptSigns
{
    // Enough to tell a prompt's kind, and few enough for a long document.
    private const int MostCharacters = 4000;
    private const int LongestWord = 24;

    private static readonly FrozenDictionary<string, WordKind> Kinds = KindsOf();
    private static readonly FrozenDictionary<string, WordKind>.AlternateLookup<ReadOnlySpan<char>> Lookup = Kinds.GetAlternateLookup<ReadOnlySpan<char>>();

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
    public static PromptSigns Of(DifficultyRequest request)
    {
        var signs = new PromptSigns { Outputs = request.Skill.OutputSchema is { } schema ? OutputsOf(schema, depth: 0) : 0 };
        for (var i = 0; i < request.Messages.Count; i++)
        {
            signs = signs.And(request.Messages[i].Text);
        }

        return signs;
    }

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
            var c = text[i];
            if (char.IsLetter(c))
            {
                var length = WordAt(text[i..]);
                words++;
                if (length <= LongestWord && Lookup.TryGetValue(text.Slice(i, length), out var kind))
                {
                    counts[(int)kind]++;
                }

                i += length;
                continue;
            }

            punctuation += c is '{' or '}' or ';' or '`' or '&' or '|' ? 1 : 0;
            math += c is '+' or '*' or '/' or '=' or '^' or '<' or '>' or '%' or '\\' or '∑' or '∫' or '√' or '≤' or '≥' ? 1 : 0;
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

    private static int WordAt(ReadOnlySpan<char> text)
    {
        // Scripts without spaces: each sign is about a word.
        if (text[0] >= '\u2E80')
        {
            return 1;
        }

        var length = 1;
        while (length < text.Length && (char.IsLetterOrDigit(text[length]) || (text[length] is '\'' or '-' or '#' && length + 1 < text.Length)))
        {
            length++;
        }

        return length;
    }

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

    private static FrozenDictionary<string, WordKind> KindsOf()
    {
        var kinds = new Dictionary<string, WordKind>(StringComparer.OrdinalIgnoreCase);
        Add(WordKind.Constraint, "not except never no none without unless if only all any each every least most must cannot than but either neither both exactly always which true false");
        Add(WordKind.Relation, "then after before first second next finally total remaining left half twice times per more less because therefore given suppose let many much");
        Add(WordKind.Demand, "prove derive design implement refactor debug optimize optimise analyze analyse diagnose architect synthesize critique evaluate investigate reconcile formalize theorem proof algorithm complexity concurrency deadlock tradeoff tradeoffs trade-off trade-offs strategy rigorous rigorously");
        Add(WordKind.Code, "code function functions method regex sql python javascript typescript java rust csharp c# bug bugs compile compiler exception async await def struct stacktrace null api endpoint thread recursion");
        return kinds.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

        void Add(WordKind kind, string words)
        {
            foreach (var word in words.Split(' '))
            {
                kinds[word] = kind;
            }
        }
    }

    private enum WordKind
    {
        Constraint,
        Relation,
        Demand,
        Code,
        Count,
    }
}
