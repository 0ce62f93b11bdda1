namespace Skills.Engine.Routing;

/// <summary>What one try takes from a deployment's limits.</summary>
/// <param name="InputTokens">Estimated input tokens.</param>
/// <param name="OutputTokens">Output tokens at most.</param>
internal readonly record struct RateDemand(long InputTokens, long OutputTokens);
