using System.Text.Json;

namespace Skills.Replies;

/// <summary>The result of reading a reply. Immutable and thread-safe.</summary>
public sealed record ReplyReading
{
    /// <summary>Gets the outcome.</summary>
    public ReplyStatus Status { get; init; }

    /// <summary>Gets the value; the best one when the reply is not valid; null when none was read.</summary>
    public JsonElement? Value { get; init; }

    /// <summary>Gets every repair that was made, and every part of the reply that was left out, in no particular order.</summary>
    public IReadOnlyList<OutputEdit> Edits { get; init; } = [];

    /// <summary>Gets the reasons why the reply is not valid; empty when it is.</summary>
    public IReadOnlyList<ReplyFinding> Findings { get; init; } = [];

    /// <summary>Gets a value indicating whether <see cref="Value"/> can be used as it is.</summary>
    public bool IsValid => Status == ReplyStatus.Valid;

    /// <summary>Returns the outcome and counts. Contains no part of the reply.</summary>
    public override string ToString() => $"{Status}, {Edits.Count} edits, {Findings.Count} findings";
}
