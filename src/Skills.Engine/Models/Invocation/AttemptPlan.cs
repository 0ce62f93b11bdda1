using Skills.Engine.Routing;

namespace Skills.Engine.Models.Invocation;

/// <summary>One try about to be made.</summary>
/// <param name="Candidate">The model that is asked.</param>
/// <param name="Ticket">The deployment's leave.</param>
/// <param name="Options">The options, clamped to the model and the money.</param>
/// <param name="WorstUsd">The most it can cost; null when no price is known.</param>
/// <param name="Reason">Why it is made.</param>
/// <param name="Timeout">Its deadline from now.</param>
/// <param name="IsClamped">Whether the execution's deadline cut it short.</param>
internal sealed record AttemptPlan(
    InvocationCandidate Candidate,
    DeploymentTicket Ticket,
    ModelOptions Options,
    decimal? WorstUsd,
    string Reason,
    TimeSpan Timeout,
    bool IsClamped);
