namespace Skills.JsonSchema.Patterns;

/// <summary>Multiplies out the choices of an expression, as long as that gives only a few sequences.</summary>
internal static class SequenceExpansion
{
    private const int MostAlternatives = 32;
    private const int MostPieces = 64;
    private const int MostCopies = 8;

    public static List<List<SequencePiece>>? Expand(PatternNode node)
    {
        switch (node)
        {
            case SetNode set:
                return [[new(PieceKind.Run, set.Set)]];
            case AnchorNode { Kind: AnchorKind.Start }:
                return [[new(PieceKind.Start)]];
            case AnchorNode { Kind: AnchorKind.End }:
                return [[new(PieceKind.End)]];
            // Without back-references nothing depends on what a group captured.
            case CaptureNode capture:
                return Expand(capture.Item);
            case SequenceNode sequence:
                return ExpandSequence(sequence.Items);
            case ChoiceNode { Branches.Count: <= MostAlternatives } choice:
                return ExpandChoice(choice.Branches);
            case RepeatNode repeat:
                return ExpandRepeat(repeat);
            default:
                return null;
        }
    }

    private static List<List<SequencePiece>>? ExpandSequence(IReadOnlyList<PatternNode> items)
    {
        List<List<SequencePiece>> sequences = [[]];
        if (items.Count > MostPieces)
        {
            return null;
        }

        foreach (var item in items)
        {
            if (Expand(item) is not { } tails || tails.Count * sequences.Count > MostAlternatives)
            {
                return null;
            }

            sequences = [.. sequences.SelectMany(_ => tails, static (head, tail) => (List<SequencePiece>)[.. head, .. tail])];
            if (sequences.Exists(static sequence => sequence.Count > MostPieces))
            {
                return null;
            }
        }

        return sequences;
    }

    private static List<List<SequencePiece>>? ExpandChoice(IReadOnlyList<PatternNode> branches)
    {
        var sequences = new List<List<SequencePiece>>();
        foreach (var branch in branches)
        {
            if (Expand(branch) is not { } expanded || expanded.Count + sequences.Count > MostAlternatives)
            {
                return null;
            }

            sequences.AddRange(expanded);
        }

        return sequences;
    }

    private static List<List<SequencePiece>>? ExpandRepeat(RepeatNode repeat)
    {
        var item = repeat.Item;
        while (item is CaptureNode capture)
        {
            item = capture.Item;
        }

        if (item is SetNode set)
        {
            return [[new(PieceKind.Run, set.Set, repeat.Min, repeat.Max)]];
        }

        if (repeat.Max > MostCopies)
        {
            return null;
        }

        var choices = new List<PatternNode>();
        for (var copies = repeat.Min; copies <= repeat.Max; copies++)
        {
            choices.Add(new SequenceNode([.. Enumerable.Repeat(item, copies)]));
        }

        return ExpandChoice(choices);
    }
}
