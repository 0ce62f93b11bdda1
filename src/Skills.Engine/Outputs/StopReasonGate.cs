using System.Text.Json;

namespace Skills.Engine.Outputs;

/// <summary>Decides by the stop reason, before any reading, whether the text can be an answer at all.</summary>
internal static class StopReasonGate
{
    /// <summary>What the stop reason alone says; <see cref="OutputFailure.None"/> lets the text be read.</summary>
    public static OutputFailure Judge(ModelReply reply) => reply.StopReason switch
    {
        StopReason.Refusal => OutputFailure.Refused,
        StopReason.ContentFilter => OutputFailure.Filtered,
        StopReason.MaxTokens or StopReason.ContextWindow => OutputFailure.Truncated,
        _ when !string.IsNullOrWhiteSpace(reply.Text) => OutputFailure.None,
        _ => reply.AsksForTools ? OutputFailure.ToolCalls : OutputFailure.Empty,
    };

    /// <summary>The error that goes with a failure found here.</summary>
    public static SkillError Explain(OutputFailure failure, ModelReply reply) => failure switch
    {
        OutputFailure.Refused => Error("output.refused", "The model refused to answer."),
        OutputFailure.Filtered => Error("output.filtered", "The provider filtered the answer."),
        OutputFailure.Empty => Error("output.empty", "The model's reply holds no text."),
        OutputFailure.ToolCalls => Error("output.tool_calls", "The model asks for tools that the engine does not run, and gave no answer. The calls are in SkillResult.ToolCalls."),
        _ when reply.StopReason == StopReason.ContextWindow => Error("output.truncated", "The context window was full before the answer ended. Shorten the prompt or choose a model with a larger window."),
        _ => Error("output.truncated", "The answer reached the limit of output tokens and is cut. Raise MaxOutputTokens, or ask for less."),
    };

    private static SkillError Error(string code, string message) => new(code, SkillStep.ValidateOutput, "", message);
}
