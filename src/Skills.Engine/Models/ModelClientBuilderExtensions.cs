using Microsoft.Extensions.DependencyInjection;

namespace Skills.Engine;

/// <summary>Registers providers of one's own.</summary>
public static class ModelClientBuilderExtensions
{
    /// <summary>Adds a provider and its models to the catalog.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="client">The provider; the caller keeps ownership and must not dispose it before the engine.</param>
    /// <param name="models">Models it serves, with <see cref="ModelDefinition.Provider"/> equal to the client's name; none when the catalog knows them.</param>
    public static SkillsEngineBuilder AddModelClient(this SkillsEngineBuilder builder, IModelClient client, params ModelDefinition[] models)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(models);

        builder.Services.AddSingleton(client);
        return builder.AddModels(models);
    }

    /// <summary>Adds models to the catalog, in place of those with the same provider and id.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="models">The models.</param>
    public static SkillsEngineBuilder AddModels(this SkillsEngineBuilder builder, params ModelDefinition[] models)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(models);

        builder.Services.Configure<SkillsEngineOptions>(options =>
        {
            foreach (var model in models)
            {
                options.Models.Add(model);
            }
        });
        return builder;
    }
}
