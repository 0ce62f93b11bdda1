namespace Skills.Engine.Routing;

/// <summary>The weighted terms of one score.</summary>
internal readonly record struct RouterTerms(double Quality, double Cost, double Latency, double Health, double Learned, double Task, double Diversity, double Vendor)
{
    /// <summary>The terms of a model that was dropped.</summary>
    public static IReadOnlyDictionary<string, double> None { get; } = new Dictionary<string, double>().AsReadOnly();

    /// <summary>The score.</summary>
    public double Sum => Quality + Cost + Latency + Health + Learned + Task + Diversity + Vendor;

    public IReadOnlyDictionary<string, double> ToDictionary() => new Dictionary<string, double>
    {
        ["quality"] = Quality,
        ["cost"] = Cost,
        ["latency"] = Latency,
        ["health"] = Health,
        ["learned"] = Learned,
        ["task"] = Task,
        ["diversity"] = Diversity,
        ["vendor"] = Vendor,
    };
}
