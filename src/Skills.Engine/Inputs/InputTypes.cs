using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Skills.Json.Types;

namespace Skills.Engine.Inputs;

/// <summary>What inputs may be made of in a program without reflection: dictionaries and lists of JSON's own values, and media. With it, they may be of any type.</summary>
[JsonSerializable(typeof(Dictionary<string, object>))]
[JsonSerializable(typeof(IDictionary<string, object>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, object>))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
[JsonSerializable(typeof(List<object>))]
[JsonSerializable(typeof(List<string>))]
[JsonSerializable(typeof(object[]))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(ModelMedia))]
[JsonSerializable(typeof(List<ModelMedia>))]
[JsonSerializable(typeof(ModelMedia[]))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(JsonArray))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(double))]
[JsonSerializable(typeof(decimal))]
[JsonSerializable(typeof(DateOnly))]
[JsonSerializable(typeof(DateTimeOffset))]
[JsonSerializable(typeof(Guid))]
internal sealed partial class InputTypes : JsonSerializerContext
{
    public static bool IsReflectionEnabled => ReflectionJson.IsEnabled;

    public static JsonSerializerOptions OptionsFor(int maxDepth)
    {
        var options = new JsonSerializerOptions { MaxDepth = maxDepth, TypeInfoResolver = ReflectionJson.ResolverOr(Default) };
        ReflectionJson.AddEnumNames(options);
        return options;
    }
}
