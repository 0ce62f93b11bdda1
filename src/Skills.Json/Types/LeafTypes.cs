using System.Text.Json;
using System.Text.Json.Serialization;

namespace Skills.Json.Types;

/// <summary>The types that can be read in a program without reflection and without metadata of its own.</summary>
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(double))]
[JsonSerializable(typeof(decimal))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
[JsonSerializable(typeof(List<JsonElement>))]
internal sealed partial class LeafTypes : JsonSerializerContext;
