namespace Skills.JsonSchema;

/// <summary>A property that the schemas of an object name.</summary>
/// <param name="Name">The name, unescaped.</param>
/// <param name="View">What all schemas that speak of it say.</param>
/// <param name="Presence">Whether the object must have it.</param>
/// <param name="IsAlwaysDeclared">False when only alternatives, conditions or dependent schemas name it.</param>
public sealed record SchemaViewProperty(string Name, SchemaView View, SchemaPresence Presence, bool IsAlwaysDeclared);
