namespace Skills.Engine.Models;

/// <summary>One candidate within one invocation: how often it was asked and what it said last. Used by one run only.</summary>
internal sealed class InvocationCandidate(ModelCandidate candidate)
{
    /// <summary>The candidate.</summary>
    public ModelCandidate Candidate { get; } = candidate;

    /// <summary>The model.</summary>
    public ModelDefinition Model => Candidate.Model;

    /// <summary>Tries made.</summary>
    public int Tries { get; set; }

    /// <summary>Whether it may not be asked again.</summary>
    public bool IsOut { get; set; }

    /// <summary>Monotonic time before which it is not asked again.</summary>
    public long NotBefore { get; set; }

    /// <summary>What went wrong last; null while nothing did.</summary>
    public ModelException? Error { get; set; }

    /// <summary>For the final sentence: the model, how often it was asked, the last error.</summary>
    public string Describe() => (Tries, Error) switch
    {
        (0, null) => $"{Model.Id} ({Model.Provider}) was not asked",
        (0, { } error) => $"{Model.Id} ({Model.Provider}) was not asked: {error.Message.TrimEnd('.')}",
        (1, { } error) => $"{Model.Id} ({Model.Provider}), one try, {error.Kind}: {error.Message.TrimEnd('.')}",
        var (tries, error) => $"{Model.Id} ({Model.Provider}), {tries} tries, last {error?.Kind}: {error?.Message.TrimEnd('.')}",
    };
}
