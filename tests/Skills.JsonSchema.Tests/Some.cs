using System.Text.Json;

namespace Skills.JsonSchema.Tests;

/// <summary>Schemas and instances from text, with room for any depth.</summary>
internal static class Some
{
    public static JsonElement Json(string text) => JsonElement.Parse(text, new JsonDocumentOptions { MaxDepth = int.MaxValue });

    public static JsonSchemaValidator Schema(string text, JsonSchemaOptions? options = null) => JsonSchemaValidator.Compile(Json(text), options);

    public static JsonSchemaOptions Asserting => new() { AssertFormat = true };
}
