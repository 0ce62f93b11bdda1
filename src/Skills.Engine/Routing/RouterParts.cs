namespace Skills.Engine.Routing;

/// <summary>What decisions of one router share.</summary>
internal sealed record RouterParts(RoutingOptions Options, TaskStatistics Statistics, Explorer Explorer)
{
    /// <summary>Gets the providers chosen lately.</summary>
    public RecentProviders Recent { get; } = new();
}
