using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Patterns;

/// <summary>
/// Matches the simple expressions most schemas use – literals and classes one after another, with repetitions that cannot
/// take each other's characters, or a choice of a few such – straight over UTF-8, in one pass each.
/// </summary>
internal sealed class SequenceMatcher
{
    private readonly SequencePiece[][] _alternatives;

    private SequenceMatcher(SequencePiece[][] alternatives) => _alternatives = alternatives;

    /// <summary>A matcher for the expression, or null when it is not simple enough.</summary>
    public static SequenceMatcher? TryCreate(PatternNode node)
    {
        if (SequenceExpansion.Expand(node) is not { } expanded)
        {
            return null;
        }

        var alternatives = new SequencePiece[expanded.Count][];
        for (var i = 0; i < expanded.Count; i++)
        {
            if (SequencePlan.Settle(expanded[i]) is not { } plan)
            {
                return null;
            }

            alternatives[i] = plan;
        }

        return new(alternatives);
    }

    public bool IsMatch(ReadOnlySpan<byte> text)
    {
        foreach (var pieces in _alternatives)
        {
            if (IsMatch(pieces, text))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsMatch(SequencePiece[] pieces, ReadOnlySpan<byte> text)
    {
        foreach (var piece in pieces)
        {
            switch (piece.Kind)
            {
                case PieceKind.Literal:
                    if (!text.StartsWith(piece.Literal))
                    {
                        return false;
                    }

                    text = text[piece.Literal.Length..];
                    break;
                case PieceKind.Anywhere:
                    return text.IndexOf(piece.Literal) >= 0;
                case PieceKind.AnyOf:
                    return ContainsAny(piece, text);
                case PieceKind.End:
                    return text.IsEmpty;
                default:
                    if (!TryTake(piece, ref text))
                    {
                        return false;
                    }

                    break;
            }
        }

        return true;
    }

    private static bool TryTake(SequencePiece piece, ref ReadOnlySpan<byte> text)
    {
        var set = piece.Set!;
        var at = 0;
        var count = 0;
        while (at < text.Length && count < piece.Max)
        {
            uint first = text[at];
            var used = 1;
            if (first < 128 ? !set.ContainsAscii(first) : !set.Contains(Utf8Text.Decode(text[at..], out used)))
            {
                break;
            }

            at += used;
            count++;
        }

        text = text[at..];
        return count >= piece.Min;
    }

    private static bool ContainsAny(SequencePiece piece, ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            if (piece.Set!.Contains(Utf8Text.Decode(text, out var used)))
            {
                return true;
            }

            text = text[used..];
        }

        return false;
    }
}
