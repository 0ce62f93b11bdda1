namespace Skills.Engine.Routing;

/// <summary>What each class of error calls for; the one table of retries, fallbacks and health.</summary>
internal static class ErrorPolicy
{
    /// <summary>How often the same deployment may be asked again; <see cref="RetryOptions.MaxRetries"/> bounds it further.</summary>
    public static int Retries(ModelErrorKind kind) => kind switch
    {
        ModelErrorKind.RateLimit or ModelErrorKind.Overloaded => int.MaxValue,
        ModelErrorKind.ServerError or ModelErrorKind.Network => 2,
        ModelErrorKind.Timeout or ModelErrorKind.Malformed or ModelErrorKind.Truncated => 1,
        _ => 0,
    };

    /// <summary>Whether the next candidate is asked at once, because waiting at this deployment costs more than another's answer.</summary>
    public static bool MovesOnAtOnce(ModelErrorKind kind) => kind is ModelErrorKind.RateLimit or ModelErrorKind.Overloaded;

    /// <summary>Which other candidates may be asked.</summary>
    public static Fallback FallbackFor(ModelException error) => error.Kind switch
    {
        // A parameter that one model does not take may suit another.
        ModelErrorKind.InvalidRequest when error.ProviderParameter is not null => Fallback.Any,
        ModelErrorKind.InvalidRequest or ModelErrorKind.Canceled => Fallback.None,
        ModelErrorKind.ContextWindow => Fallback.LargerWindow,
        ModelErrorKind.ContentPolicy => Fallback.IfSkillAllows,
        _ => Fallback.Any,
    };

    /// <summary>Whether it says that the deployment is failing, and so counts to its circuit breaker and its health.</summary>
    public static bool CountsAgainst(ModelErrorKind kind) => kind is ModelErrorKind.Overloaded or ModelErrorKind.ServerError
        or ModelErrorKind.Network or ModelErrorKind.Timeout or ModelErrorKind.Malformed or ModelErrorKind.Truncated;
}

/// <summary>Which candidates may be asked after an error.</summary>
internal enum Fallback
{
    /// <summary>None.</summary>
    None,

    /// <summary>Any.</summary>
    Any,

    /// <summary>Those with a larger context window.</summary>
    LargerWindow,

    /// <summary>Any, if the skill says that another provider's policy may be tried.</summary>
    IfSkillAllows,
}
