using System.Collections.ObjectModel;

namespace Skills.Engine.Routing.Difficulty;

/// <summary>The built-in estimate. Its terms are added up again when somebody reads them, which most never are.</summary>
internal sealed record PromptDifficulty(double Value, string Source, PromptSigns Signs) : DifficultyEstimate(Value, Source)
{
    public override IReadOnlyDictionary<string, double> Terms
    {
        get
        {
            Span<double> strengths = stackalloc double[DifficultyPrior.Count];
            DifficultyPrior.Fill(Signs, strengths);
            var terms = new Dictionary<string, double>();
            for (var i = 0; i < strengths.Length; i++)
            {
                terms[DifficultyPrior.NameOf(i)] = DifficultyPrior.TermOf(i, strengths);
            }

            return new ReadOnlyDictionary<string, double>(terms);
        }
    }
}
