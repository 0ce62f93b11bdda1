using Skills.Engine.Routing.Learning.Regression;

namespace Skills.Engine.Routing.Learning.Curves;

/// <summary>Trains on a part of the samples and scores the rest.</summary>
internal sealed class LearnedCurve(IReadOnlyList<Pair> pairs, int seed)
{
    private const int Folds = 5;
    private static readonly int[] Sizes = [50, 100, 200, 400, 800, 1600, 3200, 6400];

    private readonly PromptGrams[] _grams = [.. pairs.Select(static p => PromptGrams.Of(p.Request))];
    private readonly int[] _order = Shuffled(pairs.Count, seed);

    /// <summary>Returns the curve over every sample, each scored by what the other four fifths taught.</summary>
    public RoutingCurve CrossValidated()
    {
        var scores = new double[pairs.Count];
        for (var fold = 0; fold < Folds; fold++)
        {
            var trained = Trained(_order.Where((_, at) => at % Folds != fold));
            foreach (var index in _order.Where((_, at) => at % Folds == fold))
            {
                scores[index] = trained(_grams[index]);
            }
        }

        return CurveMaker.Of("learned", pairs, scores);
    }

    /// <summary>Returns APGR after so many outcomes, on the half that is not learned from.</summary>
    public IReadOnlyList<RoutingLearningPoint> LearningCurve()
    {
        var (rest, held) = (_order[..(pairs.Count / 2)], _order[(pairs.Count / 2)..]);
        return [.. Sizes.Where(s => s < rest.Length).Append(rest.Length).Select(size => new RoutingLearningPoint(size, ScoredBy(Trained(rest.Take(size)), held).Apgr))];
    }

    // The chance that only the strong model is right, up to a constant. Each outcome teaches twice, as there is no hurry here; while a host
    // runs, each teaches once.
    private Func<PromptGrams, double> Trained(IEnumerable<int> indexes)
    {
        var (weak, strong) = (new GramRegression(), new GramRegression());
        var rows = indexes.ToList();
        foreach (var index in rows.Concat(rows))
        {
            weak.Learn(_grams[index], 1 - pairs[index].Weak);
            strong.Learn(_grams[index], 1 - pairs[index].Strong);
        }

        return grams => Logistic.Of(weak.Score(grams)) - Logistic.Of(strong.Score(grams));
    }

    private RoutingCurve ScoredBy(Func<PromptGrams, double> trained, int[] indexes) =>
        CurveMaker.Of("learned", [.. indexes.Select(i => pairs[i])], [.. indexes.Select(i => trained(_grams[i]))]);

    private static int[] Shuffled(int count, int seed)
    {
        var order = Enumerable.Range(0, count).ToArray();
        new Random(seed).Shuffle(order);
        return order;
    }
}
