using System.Buffers;
using System.Text.Json;
using Skills.Replies.Alignment;
using Skills.Replies.Parsing;

namespace Skills.Replies.Reading;

/// <summary>A reading with its value, what was changed for it, and what still does not fit.</summary>
internal sealed record JudgedReading(
    Candidate Candidate,
    JsonElement Value,
    IReadOnlyList<OutputEdit> Edits,
    IReadOnlyList<ReplyFinding> Findings,
    LossyRepairs Losses,
    double Cost,
    double Weight);

/// <summary>Weighs readings against each other: fewest violations, then no loss that is not permitted, then the least repair and text unused.</summary>
internal sealed class ReadingJudge(ReplyTree tree, ReadRequest request, ReplyLimits limits)
{
    /// <summary>Readings whose weights are closer than this are alike.</summary>
    private const double Margin = 0.25;

    /// <summary>Returns whether neither of two valid readings is better: they cost as much, look like citations both, or stand in equal places and lose nothing.</summary>
    public static bool AreAlike(JudgedReading best, JudgedReading second, LossyRepairs allow) =>
        second.Cost - best.Cost < Margin
        || second.Candidate.Source == CandidateSource.Weak
        || (second.Weight - best.Weight < Margin && (second.Losses & ~allow) == LossyRepairs.None && (best.Losses & ~allow) == LossyRepairs.None && !allow.HasFlag(LossyRepairs.Pick));

    /// <summary>How many of the readings are written out and validated; the others are only weighed.</summary>
    private const int MostWritten = 32;

    private static readonly SearchValues<char> Separators = SearchValues.Create(" \r\n\t,;\"'");

    /// <summary>The best reading, and the next one when it is as valid and says something else.</summary>
    public (JudgedReading? Best, JudgedReading? Second) Rank(IReadOnlyList<Candidate> readings)
    {
        var ranked = new List<JudgedReading>();
        foreach (var reading in Shortlist(readings))
        {
            ranked.Add(Judge(reading));
        }

        if (ranked.Count == 0)
        {
            return default;
        }

        ranked = [.. ranked
            .OrderBy(static r => r.Findings.Count == 0 ? 0 : r.Candidate.Source == CandidateSource.Text ? 2 : 1)
            .ThenBy(static r => Math.Round(r.Cost, 6))
            .ThenBy(static r => r.Candidate.Start)];
        var best = ranked[0];
        if (best.Candidate.Source == CandidateSource.Text && best.Findings.Count > 0)
        {
            return default;
        }

        return (best, ranked.Skip(1).FirstOrDefault(other => Rivals(best, other)));
    }

    private static bool Rivals(JudgedReading best, JudgedReading other) =>
        other.Findings.Count == best.Findings.Count
        && best.Findings.Count == 0
        && other.Candidate.Source != CandidateSource.Text
        && (other.Candidate.Source != CandidateSource.Weak || HoldsOneNumber(best))
        && other.Candidate.IsList == best.Candidate.IsList
        && (other.Candidate.Start >= best.Candidate.End || other.Candidate.End <= best.Candidate.Start)
        && !JsonElement.DeepEquals(best.Value, other.Value);

    // [1] and [2]: what looks like a citation is a rival of a value that looks like one too.
    private static bool HoldsOneNumber(JudgedReading reading) =>
        reading.Candidate.Source != CandidateSource.Fence && reading.Value is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() == 1 && list[0].ValueKind == JsonValueKind.Number;

    // Many values in one reply: the first and last few, and the lists of all, stand for them.
    private static IEnumerable<Candidate> Shortlist(IReadOnlyList<Candidate> readings)
    {
        if (readings.Count <= MostWritten)
        {
            return readings;
        }

        return readings.Where((r, i) => i < MostWritten / 2 || i >= readings.Count - (MostWritten / 2) || r.IsList);
    }

    private JudgedReading Judge(Candidate reading)
    {
        var cost = BaseCost(reading);
        var losses = LossyRepairs.None;
        for (var i = reading.FirstEdit; i < reading.LastEdit; i++)
        {
            cost += Repairs.CostOf(tree.Edits[i].Name);
            losses |= Repairs.LossOf(tree.Edits[i].Name);
        }

        if (reading.Source != CandidateSource.Text)
        {
            var plain = TreeWriter.Write(tree, reading, limits.MaxDepth);
            var findings = request.Schema?.Validate(plain) ?? [];
            if (findings.Count == 0 && !MayBeOpen(reading) && !request.MayMixBranches)
            {
                return new(reading, plain, Noted(reading), [], losses, cost, BaseCost(reading));
            }
        }

        return Fit(reading, cost, losses);
    }

    // A schema that takes everything says nothing about what an object's keys should have been.
    private bool MayBeOpen(Candidate reading) =>
        request.Shape is { } shape && !reading.IsList && tree.Nodes[reading.Roots[0]].Kind == NodeKind.Object && shape.Properties.Count > 0 && !SharesKey(reading.Roots[0], shape);

    private bool SharesKey(int node, SchemaShape shape)
    {
        for (var key = node + 1; key < tree.Nodes[node].Next; key = tree.Nodes[key + 1].Next)
        {
            if (shape.Properties.ContainsKey(tree.TextOf(key)))
            {
                return true;
            }
        }

        return tree.Nodes[node].Next == node + 1;
    }

    private JudgedReading Fit(Candidate reading, double cost, LossyRepairs losses)
    {
        var aligner = new Aligner(tree, request.Allow, request.Aliases, inProse: reading.Source == CandidateSource.Text);
        var aligned = reading.IsList ? aligner.AlignList(reading.Roots, request.Shape!) : aligner.Align(reading.Roots[0], request.Shape!);
        var (value, edits, further) = AlignedWriter.Write(tree, reading, aligned, limits);
        return new(reading, value, edits, request.Schema!.Validate(value), losses | further, cost + aligned.Cost + (10 * aligned.Violations), BaseCost(reading));
    }

    private List<OutputEdit> Noted(Candidate reading) => TreeWriter.Edits(tree, reading, TreeWriter.NamePaths(tree, reading, limits.MaxEdits), limits.MaxEdits);

    private double BaseCost(Candidate reading)
    {
        var source = reading.Source switch
        {
            CandidateSource.Whole or CandidateSource.Fence => 0,
            CandidateSource.Prose or CandidateSource.Yaml => 0.5,
            CandidateSource.Text => 2,
            _ => 6,
        };

        var list = reading.IsList && !IsSequence(reading) ? (request.Shape is null ? 3 : 0.25) : reading.IsList ? -1 : 0;
        return source + list + (reading.IsPart ? 3 : 0) + (1 - (reading.Length / (double)Math.Max(1, tree.Source.Length)));
    }

    // Values with nothing but white space and commas between them are meant as one.
    private bool IsSequence(Candidate reading)
    {
        for (var i = 1; i < reading.Roots.Count; i++)
        {
            var (from, to) = (tree.Nodes[reading.Roots[i - 1]].End, tree.Nodes[reading.Roots[i]].Start);
            if (to > from && tree.Source.AsSpan(from, to - from).ContainsAnyExcept(Separators))
            {
                return tree.Source.AsSpan(from, to - from).ContainsAny("/#");
            }
        }

        return true;
    }
}
