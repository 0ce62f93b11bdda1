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
            var regression = Trained(_order.Where((_, at) => at % Folds != fold));
            foreach (var index in _order.Where((_, at) => at % Folds == fold))
            {
                scores[index] = regression.Score(_grams[index]);
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

    // Twice, as there is no hurry here; while a host runs, each outcome teaches once.
    private GramRegression Trained(IEnumerable<int> indexes)
    {
        var regression = new GramRegression();
        var rows = indexes.ToList();
        foreach (var index in rows.Concat(rows))
        {
            regression.Learn(_grams[index], pairs[index].Target);
        }

        return regression;
    }

    private RoutingCurve ScoredBy(GramRegression regression, int[] indexes) =>
        CurveMaker.Of("learned", [.. indexes.Select(i => pairs[i])], [.. indexes.Select(i => regression.Score(_grams[i]))]);

    private static int[] Shuffled(int count, int seed)
    {
        var order = Enumerable.Range(0, count).ToArray();
        new Random(seed).Shuffle(order);
        return order;
    }
}
