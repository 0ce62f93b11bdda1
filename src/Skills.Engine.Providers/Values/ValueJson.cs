using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Skills.Engine.Providers.Values;

/// <summary>Writes known values without reflection.</summary>
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(double))]
[JsonSerializable(typeof(decimal))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(List<JsonElement>))]
[JsonSerializable(typeof(IReadOnlyList<JsonElement>))]
[JsonSerializable(typeof(IEnumerable<JsonElement>))]
[JsonSerializable(typeof(JsonElement[]))]
[JsonSerializable(typeof(List<object>))]
[JsonSerializable(typeof(JsonNode))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(JsonArray))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(Dictionary<string, object>))]
[JsonSerializable(typeof(IDictionary<string, object>))]
[JsonSerializable(typeof(Dictionary<string, object>[]))]
[JsonSerializable(typeof(IEnumerable<Dictionary<string, object>>))]
internal sealed partial class ValueJson : JsonSerializerContext
{
    /// <summary>Returns the value as JSON. Its type must be listed above.</summary>
    public static JsonElement Element<T>(T value) => JsonSerializer.SerializeToElement(value, InfoOf<T>());

    public static JsonNode? Node<T>(T value) => JsonSerializer.SerializeToNode(value, InfoOf<T>());

    public static byte[] Bytes<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, InfoOf<T>());

    private static JsonTypeInfo<T> InfoOf<T>() => (JsonTypeInfo<T>?)Default.GetTypeInfo(typeof(T)) ?? throw new InvalidOperationException($"No metadata was generated for {typeof(T)}.");
}
