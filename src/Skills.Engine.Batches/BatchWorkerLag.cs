namespace Skills.Engine.Batches;

/// <summary>What a worker has claimed and not finished.</summary>
/// <param name="Worker">The worker: machine, process and a number.</param>
/// <param name="InFlight">Its items.</param>
/// <param name="OldestClaim">The time since it claimed the one that it has for longest. A time far above that of the others points to a hanging call.</param>
public sealed record BatchWorkerLag(string Worker, long InFlight, TimeSpan OldestClaim);
