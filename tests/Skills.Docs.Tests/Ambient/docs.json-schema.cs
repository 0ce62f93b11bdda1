internal static partial class Ambient
{
    public static JsonElement value => default;

    public static JsonSchemaValidator schema => JsonSchemaValidator.Compile(JsonElement.Parse("""
        {
          "type": "object",
          "required": ["name", "severity"],
          "properties": {
            "name": { "type": "string", "minLength": 1 },
            "severity": { "enum": ["low", "medium", "high"], "default": "low" }
          }
        }
        """));
}
