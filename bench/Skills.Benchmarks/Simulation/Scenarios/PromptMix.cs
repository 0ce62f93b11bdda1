namespace Skills.Benchmarks.Simulation.Scenarios;

/// <summary>Requests of an assistant: short questions of daily work, and tasks that need several steps.</summary>
internal sealed class PromptMix(int seed)
{
    private const double HardShare = 0.3;

    // Marks what the simulated models find hard. The router does not know it.
    private static readonly HashSet<string> Hard = [];

    private static readonly string[] Things = ["an invoice", "a delivery", "a password", "a meeting", "a refund", "an address", "a parcel", "a booking"];
    private static readonly string[] Easy =
    [
        "Translate to German: where is {0}?", "Is this about {0}? Say yes or no.", "Write a greeting that mentions {0}.", "What is the plural of {0}?",
        "Give a title for a note about {0}.", "Which department handles {0}?", "Spell {0} in capital letters.", "Say politely that {0} is late.",
    ];

    private static readonly string[] Steps =
    [
        "Prove by induction that the number of ways to tile a {1} by 2 board satisfies a linear recurrence, then derive a closed form and check it for the first {2} values.",
        "Design a schema and the SQL to find each customer whose {0} was changed more than {2} times within {1} days, but only when no other change happened between them. Explain the indexes and optimize the query.",
        "A warehouse has {1} shelves. Each shelf holds {2} boxes, except every third one, which holds twice as many. If {0} removes half of the remaining boxes per day, how many are left after {2} days? Show each step.",
        "Implement a thread-safe cache in C# that evicts by frequency and age, handles {1} writers, and never blocks readers. Analyze the complexity of each method and write tests for the race conditions of {0}.",
        "Compare three architectures for processing {0} at {1} requests per second. State the failure modes of each, derive the capacity needed, and justify a choice under a budget of {2} servers.",
    ];

    private readonly Random _random = new(seed);

    public static bool IsHard(string prompt) => Hard.Contains(prompt);

    public string Next()
    {
        var isHard = _random.NextDouble() < HardShare;
        var forms = isHard ? Steps : Easy;
        var prompt = string.Format(System.Globalization.CultureInfo.InvariantCulture, forms[_random.Next(forms.Length)], Things[_random.Next(Things.Length)], _random.Next(10, 90), _random.Next(3, 9));
        if (isHard)
        {
            Hard.Add(prompt);
        }

        return prompt;
    }
}
