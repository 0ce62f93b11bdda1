using System.Text.Json;

namespace Skills.JsonSchema.Compilation;

/// <summary>A property that tells alternatives apart, and whose value names none of them.</summary>
/// <param name="Name">The property.</param>
/// <param name="Value">Its value; null when it is missing.</param>
/// <param name="Tags">The values that would do, as in the schemas.</param>
/// <param name="Schema">The first schema that lists some.</param>
internal sealed record TagFault(string Name, JsonElement? Value, IReadOnlyList<JsonElement> Tags, SchemaNode Schema);
