using System.Text.Json;
using Skills.Replies;

namespace Skills.Engine.Outputs;

/// <summary>Lets replies be validated by the schema compiler that the host registered.</summary>
internal sealed class ReplyValidator(ICompiledSchema schema) : IReplyValidator
{
    public IReadOnlyList<ReplyFinding> Validate(JsonElement value) =>
        schema.Validate(value) is { Count: > 0 } findings ? [.. findings.Select(static f => new ReplyFinding(f.Keyword, f.Path, f.Message))] : [];
}
