using System.Buffers;
using Skills.Replies.Parsing;

namespace Skills.Replies.Reading;

/// <summary>The common replies at full speed: one strict value, in a fence or in prose, and nothing else that could be a value.</summary>
internal static class FastSlice
{
    private static readonly SearchValues<char> Starts = SearchValues.Create("{[`");

    public static ReplyReading? Read(string text, ReplyLimits limits, ReadRequest request)
    {
        // Where YAML was asked for, brackets may be a part of it.
        if (request.MayMixBranches || request.Format == OutputFormat.Yaml)
        {
            return null;
        }

        var start = text.AsSpan().IndexOfAny(Starts);
        if (start < 0)
        {
            return null;
        }

        var fenced = text[start] == '`';
        var value = fenced ? Fenced(text, start) : (Start: start, End: text.AsSpan().LastIndexOfAny('}', ']') + 1);
        if (value.End <= value.Start || HoldsReasoning(text, value.Start, value.End) || text.AsSpan(value.End).ContainsAny(fenced ? "{[" : "{[`"))
        {
            return null;
        }

        if (StrictJson.TryParse(text.AsSpan(value.Start, value.End - value.Start), limits.MaxDepth, allowDuplicates: false) is not { } parsed
            || request.Schema?.Validate(parsed) is { Count: > 0 })
        {
            return null;
        }

        return new() { Value = parsed, Edits = Edits(text, start, value.Start, value.End, fenced) };
    }

    // The value after a fence's tag, up to the line that closes it.
    private static (int Start, int End) Fenced(string text, int fence)
    {
        var at = fence;
        while (at < text.Length && text[at] == '`')
        {
            at++;
        }

        if (at - fence != 3)
        {
            return default;
        }

        while (at < text.Length && char.IsAsciiLetterOrDigit(text[at]))
        {
            at++;
        }

        var start = ReplyText.SkipSpace(text, at);
        if (ReplyText.At(text, start) is not ('{' or '['))
        {
            return default;
        }

        var end = text.IndexOf("\n```", start, StringComparison.Ordinal);
        return (start, end < 0 ? text.Length : end);
    }

    private static bool HoldsReasoning(string text, int start, int end) =>
        text.AsSpan(0, start).ContainsAny("<◁") || text.AsSpan(0, start).Contains("[THINK]", StringComparison.OrdinalIgnoreCase) || text.AsSpan(end).ContainsAny("<◁");

    private static List<OutputEdit> Edits(string text, int fence, int start, int end, bool fenced)
    {
        var edits = new List<OutputEdit>();
        AddProse(edits, text, 0, fence);
        if (fenced)
        {
            edits.Add(new("", "fence", EditKind.Safe, 0, fence, start - fence, text[fence..start].TrimEnd(), null));
        }

        var rest = fenced ? text.IndexOf("```", end, StringComparison.Ordinal) is >= 0 and var close ? close + 3 : text.Length : end;
        AddProse(edits, text, rest, text.Length);
        return edits;
    }

    /// <summary>Notes text around the answer, unless it is blank.</summary>
    internal static void AddProse(List<OutputEdit> edits, string text, int start, int end)
    {
        if (end > start && !text.AsSpan(start, end - start).IsWhiteSpace())
        {
            edits.Add(new("", "surrounding_text", EditKind.Safe, 0.1, start, end - start, EditText.Shorten(text.AsSpan(start, end - start).Trim()), null));
        }
    }
}
