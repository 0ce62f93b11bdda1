using Skills.Replies.Parsing;

namespace Skills.Replies.Reading;

/// <summary>Notes what a reading leaves aside: thoughts, prose, and values that are not the answer.</summary>
internal static class Surroundings
{
    public static List<OutputEdit> Edits(string text, int start, JudgedReading best, bool stopped)
    {
        var edits = Reasoning(text, start);

        if (best.Candidate.Source == CandidateSource.Fence)
        {
            edits.Add(new("", "fence", EditKind.Safe, 0, Math.Max(0, best.Candidate.Start - 1), 0, "```", null));
        }

        if (best.Candidate.Source == CandidateSource.Yaml)
        {
            edits.Add(new("", "yaml", EditKind.Safe, 0, best.Candidate.Start, best.Candidate.Length, null, null));
        }

        if (best.Candidate.IsList)
        {
            edits.Add(new("", "values_to_list", EditKind.Typed, 1, best.Candidate.Start, best.Candidate.Length, null, null));
        }

        FastSlice.AddProse(edits, text, start, best.Candidate.Start);
        FastSlice.AddProse(edits, text, best.Candidate.End, text.Length);
        if (stopped)
        {
            edits.Add(new("", "values_unread", EditKind.Lossy, 5, best.Candidate.End, 0, "more values than MaxReplyCandidates", null));
        }

        return edits;
    }

    /// <summary>The thoughts before the place where the answer begins, if there are any.</summary>
    public static List<OutputEdit> Reasoning(string text, int start) => text.AsSpan(0, start).IsWhiteSpace()
        ? []
        : [new("", "reasoning", EditKind.Safe, 0, 0, start, EditText.Shorten(text.AsSpan(0, start).Trim()), null)];
}
