namespace Skills.Engine.Routing.Difficulty;

/// <summary>The English words that say how hard a prompt is.</summary>
internal static class SignWords
{
    // One bit for each length, by first and last letter: few other words of a text pass, so that hardly any is hashed.
    private static readonly uint[] Lengths = new uint[32 * 32];

    // Numbers, as the runtime has compiled code for them: a dictionary of enum values would be compiled in every new process.
    private static readonly Dictionary<string, int> Kinds = KindsOf();
    private static readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> Lookup = Kinds.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Finds the kind of a word, in any case.</summary>
    public static bool TryGet(ReadOnlySpan<char> word, out WordKind kind)
    {
        var found = 0;
        var isKnown = word.Length < 32 && (Lengths[EndsOf(word)] & (1u << word.Length)) != 0 && Lookup.TryGetValue(word, out found);
        kind = (WordKind)found;
        return isKnown;
    }

    // The low five bits of a letter are the same in both cases.
    private static int EndsOf(ReadOnlySpan<char> word) => ((word[0] & 31) * 32) + (word[^1] & 31);

    private static Dictionary<string, int> KindsOf()
    {
        var kinds = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        Add(WordKind.Constraint, "not except never no none without unless if only all any each every least most must cannot than but either neither both exactly always which true false");
        Add(WordKind.Relation, "then after before first second next finally total remaining left half twice times per more less because therefore given suppose let many much");
        Add(WordKind.Demand, "prove derive design implement refactor debug optimize optimise analyze analyse diagnose architect synthesize critique evaluate investigate reconcile formalize theorem proof algorithm complexity concurrency deadlock tradeoff tradeoffs trade-off trade-offs strategy rigorous rigorously");
        Add(WordKind.Code, "code function functions method regex sql python javascript typescript java rust csharp c# bug bugs compile compiler exception async await def struct stacktrace null api endpoint thread recursion");
        return kinds;

        void Add(WordKind kind, string words)
        {
            foreach (var word in words.Split(' '))
            {
                kinds[word] = (int)kind;
                Lengths[EndsOf(word)] |= 1u << word.Length;
            }
        }
    }
}

/// <summary>What a word says of a prompt.</summary>
internal enum WordKind
{
    Constraint,
    Relation,
    Demand,
    Code,
    Count,
}
