using Skills.Engine.Providers.Http;

using Microsoft.Extensions.Configuration;

namespace Skills.Engine;

/// <summary>Settings of Amazon Bedrock; configuration section <c>SkillsEngine:Providers:Bedrock</c>. Calls are signed, or carry a Bedrock API key.</summary>
public sealed class BedrockOptions : ModelProviderOptions
{
    /// <summary>The region, part of the address.</summary>
    /// <value>Default null: <c>AWS_REGION</c>, then <c>AWS_DEFAULT_REGION</c>, then <c>us-east-1</c>.</value>
    public string? Region { get; set; }

    /// <summary>Id of the access key.</summary>
    /// <value>Default null: <c>AWS_ACCESS_KEY_ID</c>.</value>
    public string? AccessKeyId { get; set; }

    /// <summary>The secret of the access key. Never logged.</summary>
    /// <value>Default null: <c>AWS_SECRET_ACCESS_KEY</c>.</value>
    public string? SecretAccessKey { get; set; }

    /// <summary>The token of temporary keys. Never logged.</summary>
    /// <value>Default null: <c>AWS_SESSION_TOKEN</c>.</value>
    public string? SessionToken { get; set; }

    /// <summary>Gives the access keys in place of fixed ones, such as those of a role; kept for four fifths of their life.</summary>
    /// <value>Default null: the fixed keys, or <see cref="ModelProviderOptions.ApiKey"/>.</value>
    public Func<CancellationToken, ValueTask<BedrockCredential>>? Credential { get; set; }

    internal override IEnumerable<string> Problems(string section)
    {
        string?[] found =
        [
            ProviderProblems.Region(section + ":Region", Region),
            string.IsNullOrEmpty(AccessKeyId) == string.IsNullOrEmpty(SecretAccessKey) ? null : $"{section} has only one of AccessKeyId and SecretAccessKey. Set both.",
        ];
        return found.OfType<string>();
    }

    internal override ModelProviderOptions With(ProviderDeployment deployment)
    {
        var copy = (BedrockOptions)base.With(deployment);
        copy.Region = deployment.Region ?? Region;
        return copy;
    }

    internal override void Bind(IConfiguration section) => section.Bind(this);
}

/// <summary>Access keys of AWS.</summary>
/// <param name="AccessKeyId">Id of the access key.</param>
/// <param name="SecretAccessKey">Its secret. Never logged.</param>
/// <param name="SessionToken">The token of temporary keys; null for lasting ones.</param>
/// <param name="ExpiresAt">The end of their life.</param>
public sealed record BedrockCredential(string AccessKeyId, string SecretAccessKey, string? SessionToken, DateTimeOffset ExpiresAt)
{
    /// <summary>The end of life alone.</summary>
    public override string ToString() => FormattableString.Invariant($"access key until {ExpiresAt:u}");
}
