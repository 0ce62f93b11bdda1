namespace Skills.Engine.Providers.Http;

/// <summary>What a provider's error body says, read by its own wire.</summary>
internal sealed record WireError
{
    /// <summary>The class, when a code tells it; null leaves it to the HTTP status.</summary>
    public ModelErrorKind? Kind { get; init; }

    /// <summary>The provider's code or type.</summary>
    public string? Code { get; init; }

    /// <summary>The parameter the provider objects to.</summary>
    public string? Param { get; init; }

    /// <summary>The provider's sentence; may quote the prompt.</summary>
    public string? Message { get; init; }

    /// <summary>The wait asked for in the body.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The provider's id of the call, where the body holds it.</summary>
    public string? RequestId { get; init; }
}
