using System.Globalization;

namespace Skills.Engine.Models.Invocation;

/// <summary>The errors with which an invocation ends when no model answered.</summary>
internal static class InvocationErrors
{
    /// <summary>Returns whether the provider answered that it does not accept the host's key, which is the same for all of its models.</summary>
    public static bool RefusesKey(ModelException? error) => error is { Kind: ModelErrorKind.Auth, IsOfTenantKey: false, Status: not null };

    /// <summary>The provider refused its key a while ago.</summary>
    public static ModelException KeyRefused(ModelDefinition model, string refusal, TimeSpan wait) =>
        Of(ModelErrorKind.Auth, model, $"{refusal.TrimEnd('.')}. {model.Provider} is not asked again for another {Seconds(wait)}.", wait);

    /// <summary>The one error of a single try, or a sentence on every candidate.</summary>
    public static ModelException Summary(InvocationCandidate asked, IReadOnlyList<InvocationCandidate> candidates, ModelException? error, Func<InvocationCandidate, TimeSpan> waitFor)
    {
        var last = error ?? candidates.Select(static c => c.Refusal).FirstOrDefault(static e => e is not null);
        candidates = [.. candidates.Where(static c => !c.SharesRefusal)];
        if (last is not null && candidates is [{ Tries: <= 1 } only] && (only.Error is null || only.Refusal is null))
        {
            return last;
        }

        var resting = candidates.Where(static c => !c.IsOut).Select(waitFor).ToList();
        return new(last?.Kind ?? ModelErrorKind.Overloaded, $"No model answered: {Describe(candidates)}.", last)
        {
            Status = last?.Status,
            ProviderCode = last?.ProviderCode,
            Provider = last?.Provider ?? asked.Model.Provider,
            Model = last?.Model ?? asked.Model.Id,
            RequestId = last?.RequestId,
            TimeoutStage = last?.TimeoutStage ?? TimeoutStage.None,
            RetryAfter = resting.Count > 0 ? resting.Min() : last?.RetryAfter,
            PartialText = last?.PartialText,
            Usage = last?.Usage,
        };
    }

    public static ModelException DeadlinePassed(InvocationCandidate asked, IEnumerable<InvocationCandidate> candidates, ModelException? error) =>
        Of(ModelErrorKind.Timeout, asked.Model, $"The execution's deadline passed: {Describe(candidates)}.", null, error);

    /// <summary>The deployment may not be asked before the deadline: by its own limit, or because it fails.</summary>
    public static ModelException Resting(ModelDefinition model, TimeSpan wait, bool isLimited) => Of(
        isLimited ? ModelErrorKind.RateLimit : ModelErrorKind.Overloaded,
        model,
        $"{model.Id} at {model.Provider} is cooling down for another {Seconds(wait)}, which is past the execution's deadline.",
        wait);

    /// <summary>There is no place in line, or none that comes in time.</summary>
    public static ModelException Limited(ModelDefinition model, int? fullLine, TimeSpan wait) => Of(
        ModelErrorKind.RateLimit,
        model,
        fullLine is { } length
            ? $"{model.Id} at {model.Provider} already has {length} calls in line for its rate limit."
            : $"{model.Id} at {model.Provider} had no room in its rate limit before the execution's deadline.",
        wait);

    public static ModelException TooLate(ModelDefinition model, TimeSpan median, TimeSpan left) => Of(
        ModelErrorKind.Timeout,
        model,
        $"{model.Id} at {model.Provider} was not asked: it answers this skill in {Seconds(median)} (median), and the execution has {Seconds(left)} left. Raise the skill's limits.timeout or the call's Timeout.",
        null);

    /// <summary>An error of a kind about a model.</summary>
    public static ModelException Of(ModelErrorKind kind, ModelDefinition model, string message, TimeSpan? retryAfter, Exception? inner = null) => new(kind, message, inner)
    {
        Provider = model.Provider,
        Model = model.Id,
        RetryAfter = retryAfter,
        TimeoutStage = kind is ModelErrorKind.Timeout ? TimeoutStage.Total : TimeoutStage.None,
    };

    private static string Describe(IEnumerable<InvocationCandidate> candidates) => string.Join("; ", candidates.Where(static c => !c.SharesRefusal).Select(static c => c.Describe()));

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) + " s";
}
