namespace Skills.Engine.Quickstart;

/// <summary>Inputs long enough to be in the way of the story.</summary>
internal static class Samples
{
    public static object Release() => new
    {
        product = "Skills.Engine",
        version = "0.1.0",
        changes = new object[]
        {
            new { title = "Run a skill through eight steps", kind = "feature", author = "ana" },
            new { title = "Retry-After is honoured per attempt", kind = "fix" },
            new { title = "Cache keys hold the tenant", kind = "breaking" },
        },
    };
}
