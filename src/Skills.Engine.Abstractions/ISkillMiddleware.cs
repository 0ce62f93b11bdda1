using System.Text.Json;

namespace Skills.Engine;

/// <summary>Code around every execution: it sees the call and the result, and may answer by itself. Must be thread-safe.</summary>
/// <remarks>
/// Added with <c>AddMiddleware</c>; the first one added is the outermost. Steps of composed skills and judges are executions of
/// their own and pass through it too, with <see cref="SkillExecutionContext.ParentExecutionId"/> set. Background refreshes of the
/// cache and previews do not. An exception becomes a failed result with the code <c>middleware.failed</c>; only the caller's own
/// cancellation is thrown on.
/// </remarks>
public interface ISkillMiddleware
{
    /// <summary>Runs around one execution.</summary>
    /// <param name="call">The call.</param>
    /// <param name="next">Continues with the next middleware and, at the end, with the eight steps. Call it at most once, with the call itself or a changed copy; without it the call is short-circuited.</param>
    /// <param name="cancellationToken">Ends the execution.</param>
    /// <returns>The result of <paramref name="next"/>, a changed copy, or one made with <see cref="SkillInvocation.Fail"/> or <see cref="SkillInvocation.Succeed"/>.</returns>
    Task<SkillResult> InvokeAsync(SkillInvocation call, SkillInvocationHandler next, CancellationToken cancellationToken);
}

/// <summary>Continues an execution after a middleware.</summary>
/// <param name="call">The call, as received or changed.</param>
/// <param name="cancellationToken">Ends the execution.</param>
public delegate Task<SkillResult> SkillInvocationHandler(SkillInvocation call, CancellationToken cancellationToken);

/// <summary>A call of a skill before it runs.</summary>
/// <param name="Skill">The skill, before a variant is chosen.</param>
/// <param name="Inputs">The inputs as the caller gave them: not validated, without defaults.</param>
/// <param name="Context">The caller.</param>
public sealed record SkillInvocation(Skill Skill, object? Inputs, SkillExecutionContext Context)
{
    internal Func<SkillInvocation, JsonElement?, SkillError?, SkillResult> End { get; init; } = static (_, _, _) => throw new InvalidOperationException("The call does not come from an engine.");

    /// <summary>Returns a failed result without running the skill. It is logged and counted as an execution.</summary>
    /// <param name="code">A stable code, such as <c>policy.refused</c>.</param>
    /// <param name="message">What is wrong and what to do, as a sentence.</param>
    public SkillResult Fail(string code, string message)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(code);
        ArgumentNullException.ThrowIfNull(message);
        return End(this, null, new(code, SkillStep.ValidateInput, "", message));
    }

    /// <summary>Returns a successful result without running the skill. Its outputs are not validated and not cached, and its cost is zero.</summary>
    /// <param name="outputs">The outputs.</param>
    public SkillResult Succeed(JsonElement outputs) => End(this, outputs, null);

    /// <summary>Returns the name of the skill. It contains no input.</summary>
    public override string ToString() => $"call of {Skill.Slug}";
}
