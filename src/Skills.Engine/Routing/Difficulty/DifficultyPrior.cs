namespace Skills.Engine.Routing.Difficulty;

/// <summary>
/// What is believed of a request's difficulty before anything was learned: a sum in log-odds of a few signs, each with a fixed weight
/// (docs/routing-and-cost.md lists them). English words count; other languages are judged by length, signs and outputs.
/// </summary>
internal static class DifficultyPrior
{
    public const int Count = 9;

    private const double LongPrompt = 1000;

    private static readonly string[] Names = ["base", "length", "constraints", "relations", "demands", "code", "punctuation", "math", "outputs"];

    private static readonly double[] Weights = [-3.2, 2.5, 2, 1.5, 4.5, 3, 1.5, 1.5, 2];

    /// <summary>Gets the name of a sign.</summary>
    public static string NameOf(int sign) => Names[sign];

    /// <summary>Writes the strength of each sign, 0 to 1. Strengths saturate, so that no sign outweighs the others by being repeated.</summary>
    public static void Fill(in PromptSigns signs, Span<double> strengths)
    {
        strengths[0] = 1;
        strengths[1] = Math.Min(1, Math.Log(1 + signs.Words) / Math.Log(1 + LongPrompt));
        strengths[2] = Saturated(signs.Constraints, 4);
        strengths[3] = Saturated(signs.Relations, 4);
        strengths[4] = Saturated(signs.Demands, 0.5);
        strengths[5] = Saturated(signs.Code, 1);
        strengths[6] = Saturated(signs.Punctuation, 8);
        strengths[7] = Saturated(signs.Math, 6);
        strengths[8] = Saturated(signs.Outputs, 8);
    }

    /// <summary>Returns what a sign adds to the log-odds.</summary>
    public static double TermOf(int sign, ReadOnlySpan<double> strengths) => Weights[sign] * strengths[sign];

    /// <summary>Returns the log-odds.</summary>
    public static double Sum(ReadOnlySpan<double> strengths)
    {
        var sum = 0.0;
        for (var i = 0; i < Count; i++)
        {
            sum += TermOf(i, strengths);
        }

        return sum;
    }

    private static double Saturated(double count, double half) => count / (half + count);
}
