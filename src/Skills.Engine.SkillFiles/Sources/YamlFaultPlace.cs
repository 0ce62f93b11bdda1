namespace Skills.Engine.SkillFiles.Sources;

/// <summary>A fault and where it is.</summary>
/// <param name="Fault">The kind.</param>
/// <param name="At">Its offset in the file.</param>
/// <param name="Length">How much to underline, at least 1.</param>
/// <param name="Found">The characters at fault, for the kinds that name them.</param>
internal readonly record struct YamlFaultPlace(YamlFault Fault, int At, int Length = 1, string Found = "");
