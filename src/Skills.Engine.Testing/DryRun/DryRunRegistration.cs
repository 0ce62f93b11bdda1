using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Skills.Engine.Testing.DryRun;

namespace Skills.Engine;

/// <summary>Registers the dry run.</summary>
public static class DryRunRegistration
{
    /// <summary>
    /// Adds the model <c>dry-run</c>, which needs no network and costs nothing: it answers with the skill's first example that
    /// satisfies the output schema, or with a value made from the schema, always the same one. It is never there unless this is
    /// called; once added it passes every filter of the router, so add it alone, or pin it by <c>dry-run</c>.
    /// </summary>
    /// <param name="builder">The engine's builder.</param>
    public static SkillsEngineBuilder AddDryRun(this SkillsEngineBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IModelClient, DryRunModelClient>());
        return builder.AddModels(DryRunModelClient.Model);
    }
}
