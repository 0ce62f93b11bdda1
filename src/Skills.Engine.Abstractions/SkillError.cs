namespace Skills.Engine;

/// <summary>A finding that says what is wrong, where, and how to fix it.</summary>
/// <param name="Code">Stable and machine-readable, such as <c>input.required</c>; every code is listed in <c>docs/errors.md</c>.</param>
/// <param name="Step">The step that found it.</param>
/// <param name="Path">JSON Pointer (RFC 6901) into the inputs or outputs; a place such as <c>prompt:3:14</c> for templates; empty for the whole.</param>
/// <param name="Message">A sentence for people. Schema findings quote a shortened value; it may hold user data and is not logged.</param>
public sealed record SkillError(string Code, SkillStep Step, string Path, string Message);
