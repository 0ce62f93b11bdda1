namespace Skills.Engine.Routing;

/// <summary>The state of a deployment when a try began.</summary>
/// <param name="At">The monotonic time in ticks.</param>
/// <param name="Others">Other tries that were under way.</param>
/// <param name="IsProbe">True when the try probes an open circuit.</param>
internal readonly record struct TryStart(long At, int Others, bool IsProbe);
