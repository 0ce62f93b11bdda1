namespace Skills.Engine.Routing;

/// <summary>Where a try comes from, so that what one execution or one prompt meets is not taken for the state of a deployment.</summary>
/// <param name="Skill">The skill's id.</param>
/// <param name="Execution">Tells executions apart; 0 when unknown.</param>
/// <param name="Prompt">Digest of a prompt that may itself have caused the failure; 0 when it cannot have.</param>
internal readonly record struct TryOrigin(string Skill, long Execution, long Prompt);
