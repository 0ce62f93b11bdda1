using Skills.Engine.Routing;

namespace Skills.Engine.Models.Invocation;

/// <summary>One candidate within one invocation: how often it was asked and what it said last. Used by one run only.</summary>
internal sealed class InvocationCandidate(ModelCandidate candidate, Deployment deployment)
{
    /// <summary>The candidate.</summary>
    public ModelCandidate Candidate { get; } = candidate;

    /// <summary>The model.</summary>
    public ModelDefinition Model => Candidate.Model;

    /// <summary>What is known of the model's deployment, looked up once.</summary>
    public Deployment Deployment { get; } = deployment;

    /// <summary>Tries made.</summary>
    public int Tries { get; set; }

    /// <summary>Whether it may not be asked again.</summary>
    public bool IsOut { get; set; }

    /// <summary>Whether it was not asked because its provider refused the key for another model; that is reported once.</summary>
    public bool SharesRefusal { get; set; }

    /// <summary>Monotonic time before which it is not asked again.</summary>
    public long NotBefore { get; set; }

    /// <summary>Whether that is a short wait of its own, for which the others are not asked yet.</summary>
    public bool HoldsTheLine { get; set; }

    /// <summary>The worst case taken for the try under way; 0 when none is.</summary>
    public decimal UnderWayUsd { get; set; }

    /// <summary>What went wrong last; null while nothing did.</summary>
    public ModelException? Error { get; set; }

    /// <summary>Why it was not asked, or not asked again: money or rate limits; null while it may be.</summary>
    public ModelException? Refusal { get; set; }

    /// <summary>For the final sentence: the model, how often it was asked, the last error, why not again.</summary>
    public string Describe()
    {
        var tries = (Tries, Error) switch
        {
            (0, _) => "not asked",
            (1, { } error) => $"one try, {error.Kind}: {error.Message.TrimEnd('.')}",
            var (count, error) => $"{count} tries, last {error?.Kind}: {error?.Message.TrimEnd('.')}",
        };

        return $"{Model.Id} ({Model.Provider}), {tries}{(Refusal is null ? "" : "; " + Refusal.Message.TrimEnd('.'))}";
    }
}
