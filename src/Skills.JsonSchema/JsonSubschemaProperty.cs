namespace Skills.JsonSchema;

/// <summary>A property an object schema names.</summary>
/// <param name="Name">The name, unescaped.</param>
/// <param name="Schema">The schema of its value.</param>
/// <param name="IsRequired">Whether the same schema lists it under <c>required</c>.</param>
public sealed record JsonSubschemaProperty(string Name, JsonSubschema Schema, bool IsRequired);
