using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Skills.Engine.Evaluation.Expectations;

/// <summary>Metadata for writing values without escaping more than JSON needs.</summary>
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ShownContext : JsonSerializerContext
{
    /// <summary>The context that escapes only what JSON demands.</summary>
    public static ShownContext Relaxed { get; } = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
