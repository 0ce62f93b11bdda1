using Microsoft.Extensions.Options;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.Bedrock;

/// <summary>Amazon Bedrock by its Converse API.</summary>
internal sealed class BedrockClient(IOptionsMonitor<BedrockOptions> options, ProviderParts parts)
    : HttpModelClient<BedrockOptions>(BedrockWire.Name, Options.DefaultName, options, parts)
{
    protected override ProviderTarget CreateTarget(BedrockOptions options)
    {
        var region = options.Region is { Length: > 0 } stated ? stated : BedrockWire.DefaultRegion;
        ICallCredentials credentials = options.ApiKey is { } key ? new KeyHeader("Authorization", "Bearer ", key) : new BedrockSigner(options, region, Parts.Time);
        return new(new BedrockWire(options, region), options, credentials, WhyNotReady(options, region));
    }

    private static string? WhyNotReady(BedrockOptions options, string region)
    {
        if ((ProviderKeys.WhyBadAddress(options, "Bedrock") ?? ProviderKeys.WhyBadKey(options, "Bedrock", "AWS_BEARER_TOKEN_BEDROCK")) is { } fault)
        {
            return fault;
        }

        if (region.Any(static c => !char.IsAsciiLetterOrDigit(c) && c != '-'))
        {
            return "SkillsEngine:Providers:Bedrock:Region is not a region; write one such as eu-central-1.";
        }

        return options.ApiKey is not null || options.Credential is not null || (options.AccessKeyId is { Length: > 0 } && options.SecretAccessKey is { Length: > 0 })
            ? null
            : "there are no access keys. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_BEARER_TOKEN_BEDROCK, or SkillsEngine:Providers:Bedrock, or Credential in AddBedrock(…).";
    }
}
