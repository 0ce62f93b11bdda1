using System.Text.Json;
using System.Text.Json.Serialization;

namespace Skills.Engine.Serialization;

/// <summary>Writes values of the engine's own types without reflection.</summary>
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(JsonElement[]))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
internal sealed partial class KnownJson : JsonSerializerContext
{
    public static JsonElement Element(string text) => JsonSerializer.SerializeToElement(text, Default.String);

    public static JsonElement Element(IEnumerable<JsonElement> items) => JsonSerializer.SerializeToElement([.. items], Default.JsonElementArray);

    public static JsonElement Element(Dictionary<string, JsonElement> members) => JsonSerializer.SerializeToElement(members, Default.DictionaryStringJsonElement);
}
