namespace Skills.Engine.Routing;

/// <summary>How finely what is learned of a skill is told apart by difficulty.</summary>
internal enum DifficultyBucket
{
    Unknown,
    Easy,
    Medium,
    Hard,
}

/// <summary>Sorts requests by difficulty.</summary>
internal static class DifficultyBuckets
{
    private const double EasyBelow = 0.35;
    private const double HardFrom = 0.65;

    public static DifficultyBucket Of(DifficultyEstimate? difficulty) => difficulty?.Value switch
    {
        null => DifficultyBucket.Unknown,
        < EasyBelow => DifficultyBucket.Easy,
        < HardFrom => DifficultyBucket.Medium,
        _ => DifficultyBucket.Hard,
    };

    public static string NameOf(DifficultyBucket bucket) => bucket switch
    {
        DifficultyBucket.Easy => "easy",
        DifficultyBucket.Medium => "medium",
        DifficultyBucket.Hard => "hard",
        _ => "any",
    };
}
