using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Skills.Engine.Evaluation.Expectations;

/// <summary>Metadata for writing values without escaping more than JSON needs.</summary>
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ShownContext : JsonSerializerContext
{
    static ShownContext() => Default = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
