using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Skills.Engine;

/// <summary>Registers the keys of tenants.</summary>
public static class ModelKeyBuilderExtensions
{
    /// <summary>Asks a resolver for the key of each call that has a tenant. Anthropic, OpenAI, Google, local and OpenAI-compatible providers use it.</summary>
    /// <typeparam name="TResolver">The resolver; made by the container, once.</typeparam>
    /// <param name="builder">The engine's builder.</param>
    public static SkillsEngineBuilder AddModelKeyResolver<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TResolver>(this SkillsEngineBuilder builder)
        where TResolver : class, IModelKeyResolver
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.TryAddSingleton<IModelKeyResolver, TResolver>();
        return builder;
    }

    /// <summary>Asks an existing resolver for the key of each call that has a tenant, in place of one that the container makes.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="resolver">The resolver; the caller keeps ownership.</param>
    public static SkillsEngineBuilder AddModelKeyResolver(this SkillsEngineBuilder builder, IModelKeyResolver resolver)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(resolver);

        builder.Services.TryAddSingleton(resolver);
        return builder;
    }
}
