using System.Runtime.InteropServices;
using System.Text.Json;

namespace Skills.Engine.Diagnostics;

/// <summary>How much content a record holds, in characters, so that what waits or is kept can be bounded.</summary>
internal static class ContentSize
{
    public static long Of(ExecutionRecord record) => record.HasContent ? Of(record.Result) : 0;

    private static long Of(SkillResult result) =>
        (result.RenderedPrompt?.Length ?? 0)
        + result.Messages.Sum(static m => (long)m.Text.Length + m.Media.Sum(static x => x.Url.Length))
        + (result.RawOutput?.Length ?? 0)
        + Of(result.Inputs)
        + Of(result.Outputs);

    private static long Of(JsonElement? value) =>
        value is { ValueKind: not JsonValueKind.Undefined } element ? JsonMarshal.GetRawUtf8Value(element).Length : 0;
}
