using System.Text.Json;
using System.Text.Json.Serialization;

namespace Skills.Engine.Diagnostics;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SkillFeedback))]
internal sealed partial class FeedbackJson : JsonSerializerContext
{
    /// <summary>A line in addition to the executions' own; recognized by its <c>kind</c>.</summary>
    public static byte[] Line(SkillFeedback feedback)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(feedback, Default.SkillFeedback);
        return [.. "{\"kind\":\"feedback\","u8, .. json.AsSpan(1)];
    }
}
