using System.Globalization;

namespace Skills.Engine.Providers.Http;

/// <summary>The meaning of each class of error, and the setting that fixes it.</summary>
internal static class ErrorSentences
{
    public static string Of(ModelErrorKind kind, string provider, ModelDefinition model, string detail, TimeSpan? wait)
    {
        var section = $"SkillsEngine:Providers:{SectionOf(provider)}";
        return kind switch
        {
            ModelErrorKind.RateLimit => $"too many calls or tokens{detail}.{Wait(wait)} Lower the concurrency, or state the account's limits in the model's RequestsPerMinute and InputTokensPerMinute.",
            ModelErrorKind.Quota => $"credit or quota is used up{detail}. Raise it at the provider, or add another provider as a fallback.",
            ModelErrorKind.Overloaded => $"overloaded{detail}.{Wait(wait)} Another model as a fallback bridges this.",
            ModelErrorKind.Auth => $"the key was not accepted{detail}. Correct {section}:ApiKey or the provider's environment variable.",
            ModelErrorKind.Permission => $"the key may not do this{detail}. Grant it the model, project and region at the provider, or use another key in {section}:ApiKey.",
            ModelErrorKind.NotFound => $"no such model or address{detail}. Check the wire id '{model.WireId}' and {section}:BaseUrl.",
            ModelErrorKind.ContextWindow => $"the prompt does not fit the model{detail}. Shorten the inputs, lower MaxOutputTokens, or prefer a model with a larger context window.",
            ModelErrorKind.ContentPolicy => $"the provider's policy forbids the prompt or its answer{detail}. Change the prompt or the inputs.",
            ModelErrorKind.InvalidRequest => $"the request was refused{detail}. Check the skill's options, ProviderOptions and schema; ProviderMessage holds the provider's own sentence.",
            ModelErrorKind.Malformed => $"the provider could not read what its own model wrote{detail}. Another try usually goes well.",
            ModelErrorKind.Truncated => $"the provider broke off in the middle of the answer{detail}. Another try usually goes well.",
            ModelErrorKind.Canceled => $"the provider says the call was canceled{detail}.",
            _ => $"the provider failed{detail}.",
        };
    }

    public static string OfTimeout(TimeoutStage stage, TimeSpan? limit)
    {
        var seconds = limit?.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        return stage switch
        {
            TimeoutStage.Connect => $"no connection within {seconds} s (AttemptDeadlines.Connect). Check BaseUrl, the network and the proxy.",
            TimeoutStage.FirstToken => $"nothing was answered within {seconds} s (AttemptDeadlines.FirstToken). Raise it for models that reason long.",
            TimeoutStage.Idle => $"no data was received for {seconds} s (AttemptDeadlines.Idle).",
            _ => $"no whole answer within {seconds} s (AttemptDeadlines.Total). Raise the skill's timeout or lower MaxOutputTokens.",
        };
    }

    private static string Wait(TimeSpan? wait) =>
        wait is { } known ? string.Create(CultureInfo.InvariantCulture, $" It asks to wait {known.TotalSeconds:0.###} s.") : "";

    private static string SectionOf(string provider) => provider switch
    {
        "anthropic" => "Anthropic",
        "openai" => "OpenAI",
        "google" => "Google",
        "watsonx" => "WatsonX",
        "local" => "Local",
        _ => provider,
    };
}
