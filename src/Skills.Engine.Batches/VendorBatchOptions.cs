namespace Skills.Engine.Batches;

/// <summary>Sends the model calls of a run through the batch endpoints of OpenAI, Anthropic and Google, at their lower price. Models of other providers are asked as always.</summary>
public sealed record VendorBatchOptions
{
    /// <summary>Gets the most executions that wait for a batch, in each process. It replaces <see cref="BatchRunOptions.Parallelism"/>, which then bounds the calls that fall back to online ones.</summary>
    /// <value>Default 1,000; 1 to 100,000.</value>
    public int MaxParked { get; init; } = 1000;

    /// <summary>Gets the most items of one batch, beside the limits of the provider.</summary>
    /// <value>Default 10,000; 1 to 100,000.</value>
    public int MaxItems { get; init; } = 10_000;

    /// <summary>Gets the most batches that are at the providers at the same time, for each process.</summary>
    /// <value>Default 4; 1 to 100.</value>
    public int MaxInFlight { get; init; } = 4;

    /// <summary>Gets how long a batch waits for further items before it is submitted.</summary>
    /// <value>Default 30 seconds; zero to an hour.</value>
    public TimeSpan FillFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets how often the provider is asked for the state of a batch.</summary>
    /// <value>Default 30 seconds; 10 milliseconds to an hour.</value>
    public TimeSpan PollEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets the time after which an item without an answer is asked online, at the full price. Its batch may be billed too, so its cost is then a lower bound.</summary>
    /// <value>Default 24 hours; 100 milliseconds to seven days.</value>
    public TimeSpan OnlineAfter { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Gets how often an item is submitted, after it expired, was lost, or failed with an error that may pass, before it is asked online.</summary>
    /// <value>Default 2; 1 to 10.</value>
    public int MaxSubmissions { get; init; } = 2;
}
