using System.Text.Json;

namespace Skills.Reliability.Tests.Workers;

/// <summary>What a worker process is told at its start.</summary>
internal sealed record WorkerConfig(int Slot, int Generation, int Seed, string Redis, string Postgres, string Folder, decimal CapUsd, IReadOnlyDictionary<string, string> Providers)
{
    public const string Variable = "SKILLS_RELIABILITY_WORKER";

    public string Process => $"{Slot}.{Generation}";

    public static WorkerConfig Read(string json) => JsonSerializer.Deserialize<WorkerConfig>(json)!;

    public override string ToString() => JsonSerializer.Serialize(this);
}
