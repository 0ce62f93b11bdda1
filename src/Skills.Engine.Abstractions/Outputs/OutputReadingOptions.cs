using System.ComponentModel.DataAnnotations;

namespace Skills.Engine;

/// <summary>Limits of reading a model's reply; bound from <c>SkillsEngine:Outputs</c>.</summary>
public sealed class OutputReadingOptions
{
    /// <summary>Longest reply that is read; a longer one is an error.</summary>
    /// <value>Default 4,194,304 characters; at least 1.</value>
    [Range(1, int.MaxValue)]
    public int MaxReplyCharacters { get; set; } = 4 * 1024 * 1024;

    /// <summary>Deepest nesting of a reply; a deeper one is an error.</summary>
    /// <value>Default 128; 1 to 256.</value>
    [Range(1, 256)]
    public int MaxReplyDepth { get; set; } = 128;

    /// <summary>How many values of one reply are looked at; those beyond it are noted as unread.</summary>
    /// <value>Default 1,000; at least 1.</value>
    [Range(1, 1_000_000)]
    public int MaxReplyCandidates { get; set; } = 1000;

    /// <summary>How many repairs of one reading are listed one by one; the others are summed up in one edit.</summary>
    /// <value>Default 1,000; at least 1.</value>
    [Range(1, 1_000_000)]
    public int MaxEdits { get; set; } = 1000;
}
