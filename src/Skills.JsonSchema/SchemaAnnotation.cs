using System.Text.Json;

namespace Skills.JsonSchema;

/// <summary>Something a schema says about a value that it found valid (2020-12 core, section 7.7).</summary>
/// <param name="InstanceLocation">A JSON Pointer to the value; empty for the root.</param>
/// <param name="SchemaLocation">The absolute location of the keyword, as in <see cref="SchemaError.SchemaLocation"/>.</param>
/// <param name="Keyword">The keyword, such as <c>title</c>, <c>default</c>, <c>format</c> or one that is in no vocabulary.</param>
/// <param name="Value">What it says; part of the schema.</param>
public sealed record SchemaAnnotation(string InstanceLocation, string SchemaLocation, string Keyword, JsonElement Value);
