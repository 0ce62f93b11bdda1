using Skills.Engine;

namespace Skills.Cli.Batching;

/// <summary>How a batch ended.</summary>
/// <param name="Succeeded">Lines whose skill succeeded in this run.</param>
/// <param name="Failed">Lines whose skill failed.</param>
/// <param name="Skipped">Lines that succeeded in an earlier run.</param>
/// <param name="Cost">What this run spent.</param>
/// <param name="Stopped">Why no further line was started; null when every line was run.</param>
internal sealed record BatchCounts(int Succeeded, int Failed, int Skipped, Cost Cost, string? Stopped);
