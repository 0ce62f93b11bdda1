using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Skills.Engine.Providers.Bedrock;
using Skills.Engine.Providers.Http;

namespace Skills.Engine;

/// <summary>Registers Amazon Bedrock.</summary>
public static class BedrockRegistration
{
    /// <summary>Adds Bedrock. Without keys in options or configuration, <c>AWS_BEARER_TOKEN_BEDROCK</c> is used, then <c>AWS_ACCESS_KEY_ID</c>, <c>AWS_SECRET_ACCESS_KEY</c> and <c>AWS_SESSION_TOKEN</c>. The region comes from <c>AWS_REGION</c>.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="configure">Changes the options after configuration was bound; null for none.</param>
    public static SkillsEngineBuilder AddBedrock(this SkillsEngineBuilder builder, Action<BedrockOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        ProviderOptionsRegistration.AddOptions(builder, "Bedrock", configure, static (options, configuration) =>
        {
            options.Region ??= ProviderKeys.Variable(configuration, "AWS_REGION", "AWS_DEFAULT_REGION");
            if (options is { ApiKey: null, AccessKeyId: null, Credential: null })
            {
                options.ApiKey = ProviderKeys.Variable(configuration, "AWS_BEARER_TOKEN_BEDROCK");
            }

            if (options is { ApiKey: null, AccessKeyId: null, Credential: null })
            {
                options.AccessKeyId = ProviderKeys.Variable(configuration, "AWS_ACCESS_KEY_ID");
                options.SecretAccessKey = ProviderKeys.Variable(configuration, "AWS_SECRET_ACCESS_KEY");
                options.SessionToken = ProviderKeys.Variable(configuration, "AWS_SESSION_TOKEN");
            }
        });
        ProviderHttp.AddClient(builder.Services, BedrockWire.Name);
        ProviderHttp.OpenModels(builder.Services, BedrockWire.Name);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IModelClient, BedrockClient>());
        return builder;
    }
}
