using Skills.Engine.Dashboard.Runs;
using Skills.Engine.Dashboard.Security;
using Skills.Engine.Diagnostics;

namespace Skills.Engine.Dashboard.Playground;

/// <summary>Writes the result of a playground run as the viewer may see it.</summary>
internal sealed record ResultDocument(SkillExecutionEngine Engine, PlaygroundCall Call, Viewer Viewer)
{
    /// <summary>Returns the result as JSON.</summary>
    public ReadOnlySpan<byte> Of(SkillResult result)
    {
        var entry = ExecutionLogEntry.From(Record(result));
        var key = Viewer.SeesContent && result.CacheKey is not null ? KeyParts.Of(Engine, Call.Definition.Skill, result.Inputs, result.Context) : null;
        return RunDocument.Of(entry, Viewer, key);
    }

    // Not masked for who sees content: a test case is made from it, and secret inputs are what the viewer typed.
    private ExecutionRecord Record(SkillResult result) => Viewer.SeesContent
        ? new(result, TraceId: null) { SkillName = Call.Definition.Skill.Slug, HasContent = true }
        : RecordedContent.Of(Call.Definition.Skill, result, ContentCapture.None, traceId: null);
}
