using System.Text.Json.Nodes;

namespace Skills.Engine.AspNetCore.OpenApi;

/// <summary>Rewrites the references in a part of a document. Values of examples, constants and defaults are data, and stay as they are.</summary>
internal static class SchemaReferences
{
    // What is below these is data, or a map whose keys are names and not keywords.
    private static readonly HashSet<string> Data = new(StringComparer.Ordinal) { "example", "examples", "const", "default", "enum", "value" };
    private static readonly HashSet<string> Maps = new(StringComparer.Ordinal) { "properties", "patternProperties", "dependentSchemas", "$defs", "definitions", "schemas", "responses", "paths", "headers", "content" };

    /// <summary>Rewrites in place.</summary>
    /// <param name="node">A schema, or a part of a document.</param>
    /// <param name="rewrite">Returns the reference to write.</param>
    public static void Rewrite(JsonNode? node, Func<string, string> rewrite)
    {
        switch (node)
        {
            case JsonArray items:
                foreach (var item in items)
                {
                    Rewrite(item, rewrite);
                }

                break;
            case JsonObject members:
                foreach (var (key, value) in members.ToList())
                {
                    Rewrite(members, key, value, rewrite);
                }

                break;
        }
    }

    private static void Rewrite(JsonObject members, string key, JsonNode? value, Func<string, string> rewrite)
    {
        if (key is "$ref" or "$dynamicRef" && value is JsonValue text && text.TryGetValue<string>(out var reference))
        {
            members[key] = rewrite(reference);
        }
        else if (Maps.Contains(key) && value is JsonObject named)
        {
            foreach (var (_, item) in named)
            {
                Rewrite(item, rewrite);
            }
        }
        else if (!Data.Contains(key))
        {
            Rewrite(value, rewrite);
        }
    }
}
