namespace Skills.Engine.Outputs.Reading;

/// <summary>Notes what a reading leaves aside: thoughts, prose, and values that are not the answer.</summary>
internal static class Surroundings
{
    public static List<OutputEdit> Edits(string text, int start, JudgedReading best, bool stopped)
    {
        var edits = Reasoning(text, start);

        if (best.Reading.Source == ReadingSource.Fence)
        {
            edits.Add(new("", "fence", EditKind.Safe, 0, Math.Max(0, best.Reading.Start - 1), 0, "```", null));
        }

        if (best.Reading.Source == ReadingSource.Yaml)
        {
            edits.Add(new("", "yaml", EditKind.Safe, 0, best.Reading.Start, best.Reading.Length, null, null));
        }

        if (best.Reading.IsList)
        {
            edits.Add(new("", "values_to_list", EditKind.Typed, 1, best.Reading.Start, best.Reading.Length, null, null));
        }

        FastSlice.AddProse(edits, text, start, best.Reading.Start);
        FastSlice.AddProse(edits, text, best.Reading.End, text.Length);
        if (stopped)
        {
            edits.Add(new("", "values_unread", EditKind.Lossy, 5, best.Reading.End, 0, "more values than MaxReplyCandidates", null));
        }

        return edits;
    }

    /// <summary>The thoughts before the place where the answer begins, if there are any.</summary>
    public static List<OutputEdit> Reasoning(string text, int start) => text.AsSpan(0, start).IsWhiteSpace()
        ? []
        : [new("", "reasoning", EditKind.Safe, 0, 0, start, EditText.Shorten(text.AsSpan(0, start).Trim()), null)];
}
