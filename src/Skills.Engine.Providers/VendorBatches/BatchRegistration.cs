using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.VendorBatches;

/// <summary>Registers the batch endpoint of a provider beside its client.</summary>
internal static class BatchRegistration
{
    /// <summary>Adds the batch endpoint of a client, once.</summary>
    /// <typeparam name="TClient">The client.</typeparam>
    /// <typeparam name="TWire">The vendor's form.</typeparam>
    public static void Add<TClient, TWire>(SkillsEngineBuilder builder)
        where TClient : HttpModelClient
        where TWire : IBatchWire, new()
    {
        if (builder.Services.Any(static s => s.ImplementationInstance is Mark<TClient>))
        {
            return;
        }

        builder.Services.AddSingleton(new Mark<TClient>());
        AddOptions(builder);
        builder.Services.AddSingleton<IModelBatchClient>(static provider => new VendorBatchClient(
            provider.GetServices<IModelClient>().OfType<TClient>().Last(), new TWire(), provider.GetRequiredService<IOptions<ModelBatchOptions>>()));
    }

    private static void AddOptions(SkillsEngineBuilder builder)
    {
        if (!builder.Services.Any(static s => s.ImplementationType == typeof(ModelBatchOptionsValidator)))
        {
            builder.AddOptions<ModelBatchOptions>("ModelBatches").BindConfiguration(ModelBatchOptions.SectionName);
            builder.Services.AddSingleton<IValidateOptions<ModelBatchOptions>, ModelBatchOptionsValidator>();
        }
    }

    private sealed class Mark<TClient>;
}

/// <summary>Checks the ranges of the options.</summary>
internal sealed class ModelBatchOptionsValidator : IValidateOptions<ModelBatchOptions>
{
    public ValidateOptionsResult Validate(string? name, ModelBatchOptions options) =>
        options.CallTimeout < TimeSpan.FromSeconds(1) || options.CallTimeout > TimeSpan.FromDays(1)
            ? ValidateOptionsResult.Fail($"SkillsEngine:ModelBatches:CallTimeout is {options.CallTimeout}; it must be from one second to a day.")
            : options.MaxResultBytes < 1024
                ? ValidateOptionsResult.Fail(FormattableString.Invariant($"SkillsEngine:ModelBatches:MaxResultBytes is {options.MaxResultBytes}; it must be at least 1,024."))
                : ValidateOptionsResult.Success;
}
