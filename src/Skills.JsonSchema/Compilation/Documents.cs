using System.Text.Json;

namespace Skills.JsonSchema.Compilation;

/// <summary>Looks up documents handed over by the caller; their keys may end in an empty fragment.</summary>
internal static class Documents
{
    public static bool TryGet(JsonSchemaOptions options, string uri, out JsonElement document) =>
        options.Documents.TryGetValue(uri, out document) || options.Documents.TryGetValue(uri + "#", out document);
}
