using System.Net;
using System.Text.Json.Serialization;

namespace Skills.Engine;

/// <summary>What went wrong at a provider, in one taxonomy for all.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ModelErrorKind>))]
public enum ModelErrorKind
{
    /// <summary>Too many calls or tokens; passes.</summary>
    RateLimit,

    /// <summary>Credit or quota is used up; waiting does not help soon.</summary>
    Quota,

    /// <summary>The provider is overloaded; passes.</summary>
    Overloaded,

    /// <summary>The provider failed.</summary>
    ServerError,

    /// <summary>The connection failed.</summary>
    Network,

    /// <summary>A deadline of the try passed; <see cref="ModelException.TimeoutStage"/> says which.</summary>
    Timeout,

    /// <summary>The key is missing, wrong or expired.</summary>
    Auth,

    /// <summary>The key may not do this.</summary>
    Permission,

    /// <summary>The model or address does not exist.</summary>
    NotFound,

    /// <summary>The prompt does not fit the model.</summary>
    ContextWindow,

    /// <summary>The provider's policy forbids the prompt or the answer.</summary>
    ContentPolicy,

    /// <summary>The request is wrong in another way.</summary>
    InvalidRequest,

    /// <summary>The answer cannot be read.</summary>
    Malformed,

    /// <summary>The answer ended before its end.</summary>
    Truncated,

    /// <summary>The call was canceled.</summary>
    Canceled,
}

/// <summary>Which deadline of a try passed.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TimeoutStage>))]
public enum TimeoutStage
{
    /// <summary>None.</summary>
    None,

    /// <summary>Connecting.</summary>
    Connect,

    /// <summary>Waiting for the first piece of the answer.</summary>
    FirstToken,

    /// <summary>Waiting between two pieces.</summary>
    Idle,

    /// <summary>The whole try.</summary>
    Total,
}

/// <summary>A failed try at a model. Its message names the setting to fix and never holds a key or a prompt.</summary>
public sealed class ModelException : Exception
{
    /// <summary>For hosts that need one without a kind.</summary>
    public ModelException() { }

    /// <inheritdoc cref="ModelException()"/>
    public ModelException(string message) : base(message) { }

    /// <inheritdoc cref="ModelException()"/>
    public ModelException(string message, Exception? innerException) : base(message, innerException) { }

    /// <summary>Makes one of a kind.</summary>
    public ModelException(ModelErrorKind kind, string message, Exception? innerException = null) : base(message, innerException) => Kind = kind;

    /// <summary>What went wrong. Default <see cref="ModelErrorKind.ServerError"/>.</summary>
    public ModelErrorKind Kind { get; } = ModelErrorKind.ServerError;

    /// <summary>The HTTP status; null when there was no answer.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>The provider's own code, such as <c>rate_limit_exceeded</c>; null when it gave none.</summary>
    public string? ProviderCode { get; init; }

    /// <summary>The provider's own sentence, shortened and with the key masked; null when it gave none. It may quote the prompt, so it is never part of the message.</summary>
    public string? ProviderMessage { get; init; }

    /// <summary>The request's parameter the provider objects to, such as <c>temperature</c>; null when it named none.</summary>
    public string? ProviderParameter { get; init; }

    /// <summary>Whether the call used a key of the tenant's own. Such an error says nothing about calls of other tenants.</summary>
    public bool IsOfTenantKey { get; init; }

    /// <summary>How long the provider asks to wait; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The provider's name.</summary>
    public string? Provider { get; init; }

    /// <summary>The model asked.</summary>
    public string? Model { get; init; }

    /// <summary>The provider's id of the call, for support.</summary>
    public string? RequestId { get; init; }

    /// <summary>Which deadline passed, when <see cref="Kind"/> is <see cref="ModelErrorKind.Timeout"/>.</summary>
    public TimeoutStage TimeoutStage { get; init; }

    /// <summary>Tokens already reported when the try failed; null when none.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>Text already received when the try failed; null when none. Never part of the message.</summary>
    public string? PartialText { get; init; }

    /// <summary>What the provider's headers said of its limits; null when nothing.</summary>
    public RateLimitState? RateLimits { get; init; }
}
