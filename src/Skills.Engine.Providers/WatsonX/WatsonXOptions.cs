using Skills.Engine.Providers.Http;

using Microsoft.Extensions.Configuration;

namespace Skills.Engine;

/// <summary>Settings of the IBM watsonx.ai provider; configuration section <c>SkillsEngine:Providers:WatsonX</c>. The key is an IBM Cloud API key, exchanged for tokens as needed.</summary>
public sealed class WatsonXOptions : ModelProviderOptions
{
    /// <summary>The project that is billed; exclusive with <see cref="SpaceId"/>.</summary>
    /// <value>Default null: <c>WATSONX_PROJECT_ID</c>.</value>
    public string? ProjectId { get; set; }

    /// <summary>The deployment space that is billed; exclusive with <see cref="ProjectId"/>.</summary>
    /// <value>Default null: <c>WATSONX_SPACE_ID</c>.</value>
    public string? SpaceId { get; set; }

    /// <summary>The region, part of the address.</summary>
    /// <value>Default <c>us-south</c>.</value>
    public string Region { get; set; } = "us-south";

    /// <summary>Version of the API, a day.</summary>
    /// <value>Default <c>2024-05-31</c>.</value>
    public string Version { get; set; } = "2024-05-31";

    /// <summary>Where the key is exchanged for tokens.</summary>
    /// <value>Default <c>https://iam.cloud.ibm.com/identity/token</c>.</value>
    public string IamUrl { get; set; } = "https://iam.cloud.ibm.com/identity/token";

    internal override IEnumerable<string> Problems(string section)
    {
        string?[] found =
        [
            ProviderProblems.Address(section + ":IamUrl", IamUrl),
            ProviderProblems.Region(section + ":Region", Region),
            ProjectId is { Length: > 0 } && SpaceId is { Length: > 0 } ? $"{section}:ProjectId and {section}:SpaceId are both set. Keep one of them." : null,
        ];
        return found.OfType<string>();
    }

    internal override ModelProviderOptions With(ProviderDeployment deployment)
    {
        var copy = (WatsonXOptions)base.With(deployment);
        copy.Region = deployment.Region ?? Region;
        return copy;
    }

    internal override void Bind(IConfiguration section) => section.Bind(this);
}
