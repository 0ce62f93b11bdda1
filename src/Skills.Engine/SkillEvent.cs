using System.Text.Json;

namespace Skills.Engine;

/// <summary>What <see cref="SkillExecutionEngine.StreamAsync(Skill, object?, SkillExecutionContext?, CancellationToken)"/> yields, in the order it happens; the last one is a <see cref="SkillResultEvent"/>.</summary>
public abstract record SkillEvent;

/// <summary>A step begins.</summary>
/// <param name="Step">The step.</param>
public sealed record SkillStepEvent(SkillStep Step) : SkillEvent;

/// <summary>A try at a model ended, whether it answered or not. Text streamed before belongs to it; a later try begins anew.</summary>
/// <param name="Attempt">The try.</param>
public sealed record SkillAttemptEvent(SkillAttempt Attempt) : SkillEvent;

/// <summary>Text of the reply as the model writes it.</summary>
/// <param name="Text">What was added.</param>
public sealed record SkillDeltaEvent(string Text) : SkillEvent;

/// <summary>The value as far as it can be read; grows only, and numbers, enums and booleans appear when complete.</summary>
/// <param name="Value">The value so far.</param>
public sealed record SkillPartialEvent(JsonElement Value) : SkillEvent;

/// <summary>The end.</summary>
/// <param name="Result">The same result <c>ExecuteAsync</c> would give.</param>
public sealed record SkillResultEvent(SkillResult Result) : SkillEvent;
