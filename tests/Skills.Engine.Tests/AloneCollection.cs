namespace Skills.Engine.Tests;

/// <summary>Tests that watch the thread pool run while no other test uses it.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "Alone";
}
