using System.Text.Json;

namespace Skills.Engine;

/// <summary>A call as a tool's handler and an approver get it.</summary>
public sealed record SkillToolInvocation
{
    /// <summary>The tool.</summary>
    public required SkillTool Tool { get; init; }

    /// <summary>The id that the provider gave the call.</summary>
    public required string CallId { get; init; }

    /// <summary>The arguments; an object that satisfies the tool's schema.</summary>
    public required JsonElement Arguments { get; init; }

    /// <summary>The skill whose model calls.</summary>
    public required Skill Skill { get; init; }

    /// <summary>The caller of the skill: user, tenant, agent.</summary>
    public required SkillExecutionContext Context { get; init; }

    /// <summary>The execution of the skill.</summary>
    public required string ExecutionId { get; init; }

    /// <summary>Returns the names of tool and skill. It contains no arguments.</summary>
    public override string ToString() => $"{Tool.Name} of {Skill.Slug}";
}

/// <summary>Says in words what a tool could not do. The message is given to the model, which can correct itself.</summary>
public sealed class SkillToolException : Exception
{
    /// <summary>Makes an exception without a sentence of its own.</summary>
    public SkillToolException() : base("The tool could not do it.") { }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">A sentence for the model. It must contain no secret.</param>
    public SkillToolException(string message) : base(message) { }

    /// <summary>Makes an exception with its cause.</summary>
    /// <param name="message">A sentence for the model. It must contain no secret.</param>
    /// <param name="innerException">The cause; the model does not see it.</param>
    public SkillToolException(string message, Exception? innerException) : base(message, innerException) { }
}

/// <summary>Decides whether a call of a tool with <see cref="SkillTool.RequiresApproval"/> may run. Must be thread-safe: calls of one round are asked about at the same time.</summary>
public interface ISkillToolApprover
{
    /// <summary>Decides about one call.</summary>
    /// <param name="call">The call, with arguments that satisfy the tool's schema.</param>
    /// <param name="cancellationToken">Ends the wait: the caller canceled, or the execution's deadline passed.</param>
    /// <returns>The decision. An exception denies the call.</returns>
    ValueTask<SkillToolApproval> ApproveAsync(SkillToolInvocation call, CancellationToken cancellationToken);
}

/// <summary>A decision about a call of a tool.</summary>
/// <param name="IsApproved">Whether the tool may run.</param>
/// <param name="Reason">A sentence for the model, when it may not; null for none.</param>
public readonly record struct SkillToolApproval(bool IsApproved, string? Reason = null)
{
    /// <summary>Gets a decision that lets the tool run.</summary>
    public static SkillToolApproval Approved { get; } = new(true);

    /// <summary>Returns a decision that keeps the tool from running.</summary>
    /// <param name="reason">A sentence for the model; null for none.</param>
    public static SkillToolApproval Denied(string? reason = null) => new(false, reason);
}
