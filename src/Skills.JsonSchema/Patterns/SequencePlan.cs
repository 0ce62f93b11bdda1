using Skills.JsonSchema.Unicode;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Patterns;

/// <summary>Checks that taking as much as possible at each step finds every match, and joins literals.</summary>
internal static class SequencePlan
{
    public static SequencePiece[]? Settle(List<SequencePiece> pieces)
    {
        var start = pieces is [{ Kind: PieceKind.Start }, ..];
        var end = pieces is [.., { Kind: PieceKind.End }];
        var runs = pieces.GetRange(start ? 1 : 0, Math.Max(pieces.Count - (start ? 1 : 0) - (end ? 1 : 0), 0));
        if (runs.Exists(static piece => piece.Kind != PieceKind.Run))
        {
            return null;
        }

        if (!end)
        {
            CutOptionalTail(runs);
        }

        if (!start)
        {
            return end ? null : Search(runs);
        }

        if (!TakesAreFinal(runs))
        {
            return null;
        }

        var plan = JoinLiterals(runs);
        if (end)
        {
            plan.Add(new(PieceKind.End));
        }

        return [.. plan];
    }

    // Without an end to reach, a last step is done as soon as it has its least.
    private static void CutOptionalTail(List<SequencePiece> runs)
    {
        while (runs is [.., { } last] && last.Max > last.Min)
        {
            runs.RemoveAt(runs.Count - 1);
            if (last.Min > 0)
            {
                runs.Add(last with { Max = last.Min });
            }
        }
    }

    private static SequencePiece[]? Search(List<SequencePiece> runs)
    {
        if (runs.Count == 0)
        {
            return [];
        }

        if (runs.TrueForAll(static run => run is { Min: 1, Max: 1, Set.Single: >= 0 }))
        {
            return [JoinLiterals(runs)[0] with { Kind = PieceKind.Anywhere }];
        }

        return runs is [{ Min: 1, Max: 1 } only] ? [only with { Kind = PieceKind.AnyOf }] : null;
    }

    private static bool TakesAreFinal(List<SequencePiece> runs)
    {
        for (var i = 0; i < runs.Count; i++)
        {
            if (runs[i].Min == runs[i].Max)
            {
                continue;
            }

            for (var j = i + 1; j < runs.Count; j++)
            {
                // What this step takes none of those that may follow could take, so nothing has to be given back.
                if (runs[i].Set!.Overlaps(runs[j].Set!))
                {
                    return false;
                }

                if (runs[j].Min > 0)
                {
                    break;
                }
            }
        }

        return true;
    }

    private static List<SequencePiece> JoinLiterals(List<SequencePiece> runs)
    {
        var joined = new List<SequencePiece>();
        var literal = new List<byte>();
        Span<byte> bytes = stackalloc byte[4];
        foreach (var run in runs)
        {
            if (run is { Min: 1, Max: 1, Set.Single: >= 0 and var code })
            {
                literal.AddRange(bytes[..Utf8Text.Encode(code, bytes)]);
                continue;
            }

            Flush(joined, literal);
            joined.Add(run);
        }

        Flush(joined, literal);
        return joined;
    }

    private static void Flush(List<SequencePiece> joined, List<byte> literal)
    {
        if (literal.Count > 0)
        {
            joined.Add(new(PieceKind.Literal) { Literal = [.. literal] });
            literal.Clear();
        }
    }
}
