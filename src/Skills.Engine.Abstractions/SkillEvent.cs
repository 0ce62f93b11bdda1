using System.Text.Json;
using System.Text.Json.Serialization;

namespace Skills.Engine;

/// <summary>What <see cref="ISkillExecutionEngine.StreamAsync(Skill, object?, SkillExecutionContext?, CancellationToken)"/> yields, in the order it happens; the last one is a <see cref="SkillResultEvent"/>.</summary>
[JsonDerivedType(typeof(SkillStepEvent), "step")]
[JsonDerivedType(typeof(SkillAttemptEvent), "attempt")]
[JsonDerivedType(typeof(SkillDeltaEvent), "delta")]
[JsonDerivedType(typeof(SkillReasoningEvent), "reasoning")]
[JsonDerivedType(typeof(SkillPartialEvent), "partial")]
[JsonDerivedType(typeof(SkillToolCallEvent), "tool_call")]
[JsonDerivedType(typeof(SkillToolResultEvent), "tool_result")]
[JsonDerivedType(typeof(SkillResultEvent), "result")]
public abstract record SkillEvent;

/// <summary>A step begins.</summary>
/// <param name="Step">The step.</param>
public sealed record SkillStepEvent(SkillStep Step) : SkillEvent;

/// <summary>A try at a model ended, whether it answered or not. Text and values streamed since the last of these belong to it; a later try starts again, and what a failed one streamed is void.</summary>
/// <param name="Attempt">The try.</param>
public sealed record SkillAttemptEvent(SkillAttempt Attempt) : SkillEvent;

/// <summary>Text of the reply as the model writes it.</summary>
/// <param name="Text">What was added.</param>
public sealed record SkillDeltaEvent(string Text) : SkillEvent;

/// <summary>Reasoning of the model, or the provider's summary of it, as it comes. Only skills with <see cref="ModelReasoning.IncludeText"/> yield it.</summary>
/// <param name="Text">What was added.</param>
public sealed record SkillReasoningEvent(string Text) : SkillEvent
{
    /// <summary>Returns the number of characters. It does not contain the text.</summary>
    public override string ToString() => $"SkillReasoningEvent ({Text.Length} characters)";
}

/// <summary>There is more of the value than before.</summary>
/// <param name="Partial">The value so far, written out only when it is read.</param>
public sealed record SkillPartialEvent([property: JsonIgnore] PartialOutput Partial) : SkillEvent
{
    /// <summary>The value so far; null while nothing can be shown.</summary>
    public JsonElement? Value => Partial.Value;
}

/// <summary>A tool is about to be called.</summary>
/// <param name="Call">The call, as the model wrote it.</param>
/// <param name="Round">The round of calls, from 1.</param>
public sealed record SkillToolCallEvent(ModelToolCall Call, int Round) : SkillEvent;

/// <summary>A call of a tool ended, whether it succeeded or not.</summary>
/// <param name="Run">The call and its outcome.</param>
public sealed record SkillToolResultEvent(SkillToolRun Run) : SkillEvent;

/// <summary>The end.</summary>
/// <param name="Result">The same result <c>ExecuteAsync</c> would give.</param>
public sealed record SkillResultEvent(SkillResult Result) : SkillEvent;
