using System.Text.Json;

namespace Skills.JsonSchema.Reporting;

/// <summary>One output unit (2020-12 core, section 12.3).</summary>
internal sealed record OutputUnit(
    bool IsValid,
    string KeywordLocation,
    string AbsoluteKeywordLocation,
    string InstanceLocation,
    string? Error,
    JsonElement? Annotation,
    List<OutputUnit> Children);
