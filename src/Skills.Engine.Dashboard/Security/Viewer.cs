namespace Skills.Engine.Dashboard.Security;

/// <summary>Somebody who may see the dashboard.</summary>
/// <param name="Name">The user's name; null when unknown.</param>
/// <param name="SeesContent">Whether prompts, inputs and outputs are shown.</param>
/// <param name="HiddenBecause">A sentence that says why content is hidden; null when it is shown.</param>
internal sealed record Viewer(string? Name, bool SeesContent, string? HiddenBecause);
