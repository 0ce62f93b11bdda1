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
    /// called. Alone it answers everything. Beside another provider it answers only what names it – a call that pins
    /// <c>dry-run</c>, a skill that prefers it – and is never a fallback: what is made up must not pass for an answer.
    /// </summary>
    /// <param name="builder">The engine's builder.</param>
    public static SkillsEngineBuilder AddDryRun(this SkillsEngineBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IModelClient, DryRunModelClient>());
        return builder.AddModels(DryRunModelClient.Model);
    }
}
