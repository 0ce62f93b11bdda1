using System.Text.Json;

namespace Skills.Engine.Outputs;

/// <summary>Why a reply is no valid output.</summary>
internal enum OutputFailure
{
    None,

    /// <summary>Nothing in the reply can be read.</summary>
    Syntax,

    /// <summary>It was read, but violates the schema.</summary>
    Violations,

    /// <summary>The output limit cut it.</summary>
    Truncated,

    /// <summary>The model refused.</summary>
    Refused,

    /// <summary>The provider filtered it.</summary>
    Filtered,

    /// <summary>There is no text.</summary>
    Empty,

    /// <summary>The model asks for tools in place of an answer.</summary>
    ToolCalls,

    /// <summary>Two readings differ and neither is better.</summary>
    Ambiguous,
}

/// <summary>What step 6 made of a reply.</summary>
internal sealed record OutputCheck
{
    /// <summary>The value read; the best reading when it is not valid; null when nothing was read.</summary>
    public JsonElement? Value { get; init; }

    public OutputFailure Failure { get; init; }

    public IReadOnlyList<SkillError> Errors { get; init; } = [];

    public IReadOnlyList<OutputEdit> Edits { get; init; } = [];

    /// <summary>The reply this was read from; null when the check was put together from several.</summary>
    public ModelReply? Reply { get; init; }

    public bool IsValid => Failure == OutputFailure.None;
}
