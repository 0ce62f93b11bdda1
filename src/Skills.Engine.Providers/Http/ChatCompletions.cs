namespace Skills.Engine.Providers.Http;

/// <summary>Where the servers that speak OpenAI's chat completions differ from each other in the request.</summary>
internal sealed record ChatCompletions
{
    /// <summary>Name of the model's field.</summary>
    public string ModelField { get; init; } = "model";

    /// <summary>Name of the output limit's field.</summary>
    public string MaxTokensField { get; init; } = "max_tokens";

    /// <summary>Name of the seed's field.</summary>
    public string SeedField { get; init; } = "seed";

    /// <summary>Whether <c>top_k</c> is taken.</summary>
    public bool TopK { get; init; }

    /// <summary>Whether usage in a stream must be asked for.</summary>
    public bool AskForUsage { get; init; } = true;

    /// <summary>Whether a request says in its body that it wants a stream.</summary>
    public bool StreamField { get; init; } = true;

    /// <summary>Name of the field that says whether tools may be called.</summary>
    public string ToolChoiceField { get; init; } = "tool_choice";

    /// <summary>Whether the choice must be left to the model in words.</summary>
    public bool SaysAutoChoice => ToolChoiceField != "tool_choice";

    /// <summary>Whether documents are sent as <c>document_url</c> rather than as a file.</summary>
    public bool DocumentUrls { get; init; }

    /// <summary>Whether a document may be at a URL.</summary>
    public bool FileUrls { get; init; }

    /// <summary>Whether <c>prompt_cache_key</c> is taken.</summary>
    public bool CacheKey { get; init; }

    /// <summary>Whether <c>logprobs</c> is taken.</summary>
    public bool LogProbabilities { get; init; } = true;

    /// <summary>Whether stop sequences go with sampling: reasoning models of some providers take neither.</summary>
    public bool StopNeedsSampling { get; init; }
}
