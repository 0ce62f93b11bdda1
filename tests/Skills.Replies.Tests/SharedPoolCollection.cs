namespace Skills.Replies;

/// <summary>Tests that count what is allocated, and so do not share the array pool with others at work.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SharedPoolCollection
{
    public const string Name = "shared pool";
}
