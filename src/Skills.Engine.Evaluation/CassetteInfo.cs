namespace Skills.Engine.Evaluation;

/// <summary>A cassette on the disk.</summary>
/// <param name="File">The file, relative to the base folder.</param>
/// <param name="Skill">The skill.</param>
/// <param name="Case">The case; null when the file cannot be read.</param>
/// <param name="Repeat">The repeat, from 1.</param>
/// <param name="Target">The column; null for the case as written.</param>
/// <param name="Model">The model that answered; null when unknown.</param>
/// <param name="RecordedAt">The time of the recording; null when the file cannot be read.</param>
/// <param name="Cost">What the recording cost.</param>
/// <param name="Bytes">The size of the file.</param>
/// <param name="StaleReason">Why it no longer fits a case; null when it does.</param>
public sealed record CassetteInfo(string File, string Skill, string? Case, int Repeat, string? Target, string? Model, DateTimeOffset? RecordedAt, Cost Cost, long Bytes, string? StaleReason);
