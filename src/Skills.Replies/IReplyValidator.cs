using System.Text.Json;

namespace Skills.Replies;

/// <summary>
/// Validates values for a <see cref="ReplySchema"/>. Implement it to use another JSON Schema library than Skills.JsonSchema.
/// Implementations must be thread-safe.
/// </summary>
public interface IReplyValidator
{
    /// <summary>Returns every violation, in document order; an empty list when the value is valid.</summary>
    /// <param name="value">A value read from a reply.</param>
    IReadOnlyList<ReplyFinding> Validate(JsonElement value);
}
