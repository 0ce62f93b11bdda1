using Microsoft.Extensions.Configuration;

namespace Skills.Engine;

/// <summary>Settings of one service that speaks OpenAI's chat completions; configuration section <c>SkillsEngine:Providers:&lt;its name&gt;</c>.</summary>
public sealed class OpenAICompatibleOptions : ModelProviderOptions
{
    /// <summary>The service whose form is spoken.</summary>
    /// <value>Default null: the preset of the provider's name, such as <c>groq</c>, otherwise <see cref="CompatiblePreset.Generic"/>.</value>
    public CompatiblePreset? Preset { get; set; }

    /// <summary>Azure OpenAI only: the version of the API, which is then called by <c>/openai/deployments/…</c>.</summary>
    /// <value>Default null: <c>/openai/v1</c>, which needs none.</value>
    public string? ApiVersion { get; set; }

    /// <summary>Name of the request's field for the output limit.</summary>
    /// <value>Default null: the preset's, <c>max_tokens</c> or <c>max_completion_tokens</c>.</value>
    public string? MaxTokensField { get; set; }

    /// <summary>Whether a charge that the service states in <c>usage.cost</c> is in USD, and so the exact cost of a call.</summary>
    /// <value>Default null: the preset's. Only OpenRouter documents USD. Elsewhere the catalog's price decides, and without one the charge is an estimate.</value>
    public bool? ChargesInUsd { get; set; }

    /// <summary>Names of models the service has, with unknown prices.</summary>
    /// <value>Default empty: the preset's own list, and any model asked for as <c>provider/model</c>.</value>
    public IList<string> Models { get; } = [];

    /// <summary>Gives the bearer token in place of a key, such as one of Microsoft Entra ID: <c>GetTokenAsync</c> of a <c>TokenCredential</c> with the scope <c>https://cognitiveservices.azure.com/.default</c>.</summary>
    /// <value>Default null: the key is sent. A token is kept for four fifths of its life.</value>
    public Func<CancellationToken, ValueTask<ModelProviderToken>>? Credential { get; set; }

    internal override void Bind(IConfiguration section) => section.Bind(this);
}

/// <summary>A bearer token and the end of its life.</summary>
/// <param name="Value">The token. Never logged.</param>
/// <param name="ExpiresAt">The end of its life.</param>
public sealed record ModelProviderToken(string Value, DateTimeOffset ExpiresAt)
{
    /// <summary>The end of life alone.</summary>
    public override string ToString() => FormattableString.Invariant($"token until {ExpiresAt:u}");
}
