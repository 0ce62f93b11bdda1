namespace Skills.Engine.Tests.Diagnostics;

/// <summary>Listeners hear the whole process, so tests that have one, or count what happens without one, run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TelemetryCollection
{
    public const string Name = "telemetry";
}
