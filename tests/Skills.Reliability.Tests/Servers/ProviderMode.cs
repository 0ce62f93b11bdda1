namespace Skills.Reliability.Tests.Servers;

/// <summary>How a provider behaves for a while.</summary>
internal enum ProviderMode
{
    Well,

    RateLimited,

    ServerErrors,

    Overloaded,

    Slow,

    Resets,

    EndsEarly,

    Hangs,

    Garbage,

    Html,

    ErrorsInStream,
}
