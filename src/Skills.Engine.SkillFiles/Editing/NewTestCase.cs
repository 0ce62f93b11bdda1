using System.Text.Json;

namespace Skills.Engine.SkillFiles.Editing;

/// <summary>A test case that is to be written into a skill file.</summary>
/// <param name="Name">Unique in the file.</param>
/// <param name="Input">The inputs.</param>
/// <param name="Reply">The model's reply, which stands in for the model; null to ask one.</param>
/// <param name="Expect">The outputs that are expected.</param>
internal sealed record NewTestCase(string Name, JsonElement Input, string? Reply, JsonElement Expect);
