using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Skills.JsonSchema.Unicode;

namespace Skills.JsonSchema.Patterns;

/// <summary>
/// Writes an expression in .NET's dialect, for what only a backtracking engine can do: look-around and back-references.
/// </summary>
/// <remarks>A code point beyond the basic plane becomes its pair of surrogates; half a pair never matches within one.</remarks>
internal static class DotNetPattern
{
    private const string Word = "[0-9A-Z_a-z]";

    public static string Write(PatternNode node)
    {
        var text = new StringBuilder();
        Write(text, node);
        return text.ToString();
    }

    private static void Write(StringBuilder text, PatternNode node)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (node)
        {
            case SetNode set:
                WriteSet(text, set.Set);
                break;
            case SequenceNode sequence:
                WriteGroup(text, "(?:", sequence.Items, "");
                break;
            case ChoiceNode choice:
                WriteGroup(text, "(?:", choice.Branches, "|");
                break;
            case CaptureNode capture:
                WriteGroup(text, "(", [capture.Item], "");
                break;
            case RepeatNode repeat:
                WriteRepeat(text, repeat);
                break;
            case BackReferenceNode reference:
                // A group that has not taken part matches nothing, and so does a reference to it.
                text.Append(CultureInfo.InvariantCulture, $"(?({reference.Group})\\{reference.Group})");
                break;
            case LookNode look:
                WriteGroup(text, (look.Ahead, look.Negative) switch
                {
                    (true, false) => "(?=",
                    (true, true) => "(?!",
                    (false, false) => "(?<=",
                    _ => "(?<!",
                }, [look.Item], "");
                break;
            case AnchorNode anchor:
                text.Append(Anchor(anchor.Kind));
                break;
            default:
                throw new InvalidOperationException($"{node} cannot be written.");
        }
    }

    private static string Anchor(AnchorKind kind) => kind switch
    {
        AnchorKind.Start => "\\A",
        AnchorKind.End => "\\z",
        AnchorKind.WordBoundary => $"(?:(?<={Word})(?!{Word})|(?<!{Word})(?={Word}))",
        _ => $"(?:(?<={Word})(?={Word})|(?<!{Word})(?!{Word}))",
    };

    private static void WriteGroup(StringBuilder text, string open, IReadOnlyList<PatternNode> items, string separator)
    {
        text.Append(open);
        for (var i = 0; i < items.Count; i++)
        {
            text.Append(i == 0 ? "" : separator);
            Write(text, items[i]);
        }

        text.Append(')');
    }

    private static void WriteRepeat(StringBuilder text, RepeatNode repeat)
    {
        WriteGroup(text, "(?:", [repeat.Item], "");
        text.Append(CultureInfo.InvariantCulture, $"{{{repeat.Min},");
        text.Append(repeat.Max == int.MaxValue ? "}" : repeat.Max.ToString(CultureInfo.InvariantCulture) + "}");
        text.Append(repeat.Lazy ? "?" : "");
    }

    private static void WriteSet(StringBuilder text, CodePointSet set)
    {
        var branches = new List<string>();
        AddAstral(branches, set);
        AddLone(branches, set, 0xD800, 0xDBFF, "{0}(?![\\uDC00-\\uDFFF])");
        AddLone(branches, set, 0xDC00, 0xDFFF, "(?<![\\uD800-\\uDBFF]){0}");
        var basic = Clip(set, 0, 0xD7FF).Concat(Clip(set, 0xE000, 0xFFFF)).ToList();
        if (basic.Count > 0)
        {
            branches.Add(Class(basic));
        }

        // A negative look-ahead for nothing never matches.
        text.Append(branches.Count == 0 ? "(?!)" : branches.Count == 1 ? branches[0] : $"(?:{string.Join('|', branches)})");
    }

    private static void AddLone(List<string> branches, CodePointSet set, int first, int last, string form)
    {
        var ranges = Clip(set, first, last).ToList();
        if (ranges.Count > 0)
        {
            branches.Add(form.Replace("{0}", Class(ranges), StringComparison.Ordinal));
        }
    }

    private static void AddAstral(List<string> branches, CodePointSet set)
    {
        // Runs of high surrogates whose low surrogates are the same are written once.
        var byLow = new Dictionary<string, List<(int, int)>>(StringComparer.Ordinal);
        foreach (var (first, last) in Clip(set, 0x10000, CodePointSet.Last))
        {
            for (var code = first; code <= last;)
            {
                var high = 0xD7C0 + (code >> 10);
                var whole = (code & 0x3FF) == 0 && code + 0x3FF <= last;
                var end = whole ? code + ((last - code + 1) >> 10 << 10) - 1 : Math.Min(last, code | 0x3FF);
                var low = whole ? "[\\uDC00-\\uDFFF]" : Class([(0xDC00 + (code & 0x3FF), 0xDC00 + (end & 0x3FF))]);
                if (!byLow.TryGetValue(low, out var highs))
                {
                    byLow.Add(low, highs = []);
                }

                highs.Add((high, 0xD7C0 + (end >> 10)));
                code = end + 1;
            }
        }

        branches.AddRange(byLow.Select(static pair => Class(pair.Value) + pair.Key));
    }

    private static IEnumerable<(int First, int Last)> Clip(CodePointSet set, int first, int last) =>
        set.Ranges
            .Where(range => range.First <= last && range.Last >= first)
            .Select(range => (Math.Max(range.First, first), Math.Min(range.Last, last)));

    private static string Class(IEnumerable<(int First, int Last)> ranges)
    {
        var text = new StringBuilder("[");
        foreach (var (first, last) in ranges)
        {
            text.Append(CultureInfo.InvariantCulture, $"\\u{first:X4}");
            if (last > first)
            {
                text.Append(CultureInfo.InvariantCulture, $"-\\u{last:X4}");
            }
        }

        return text.Append(']').ToString();
    }
}
