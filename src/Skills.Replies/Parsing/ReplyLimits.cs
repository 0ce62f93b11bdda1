namespace Skills.Replies.Parsing;

/// <summary>What reading one reply may cost.</summary>
/// <param name="MaxCharacters">Longest reply read.</param>
/// <param name="MaxDepth">Deepest nesting.</param>
/// <param name="MaxCandidates">Most values looked at in one reply.</param>
/// <param name="MaxEdits">Most edits listed one by one.</param>
internal sealed record ReplyLimits(int MaxCharacters = 4 * 1024 * 1024, int MaxDepth = 128, int MaxCandidates = 1000, int MaxEdits = 1000);
