namespace Skills.JsonSchema.Reporting;

/// <summary>What an evaluation recorded.</summary>
/// <param name="Trace">The outcome of the root; null, unless in full, when the instance is valid.</param>
/// <param name="IsTruncated">Whether the search ended early.</param>
/// <param name="HasShared">Whether a record hangs in more than one place.</param>
internal readonly record struct Collected(Trace? Trace, bool IsTruncated, bool HasShared);
