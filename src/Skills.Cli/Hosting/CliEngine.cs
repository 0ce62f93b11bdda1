using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Skills.Cli.Shell;
using Skills.Engine;
using Skills.Engine.Evaluation;

namespace Skills.Cli.Hosting;

/// <summary>An engine with what commands look at beside it. Disposing it closes what it opened.</summary>
/// <param name="services">Owned.</param>
internal sealed class CliEngine(ServiceProvider services) : IAsyncDisposable
{
    public required SkillExecutionEngine Engine { get; init; }

    public required SkillFileReader Reader { get; init; }

    public required ModelCatalog Models { get; init; }

    public required IReadOnlyList<IModelClient> Clients { get; init; }

    public required IConfiguration Configuration { get; init; }

    /// <summary>Gets the shared store; null when there is none.</summary>
    public ISkillCacheStore? Store { get; init; }

    public required SkillsEngineOptions Options { get; init; }

    /// <summary>Gets what runs tests; null when the engine was not made for tests.</summary>
    public SkillTestRunner? Tests { get; init; }

    /// <summary>Gets the skills.</summary>
    public SkillCatalog Catalog => Engine.Catalog;

    /// <summary>Fails when no provider can be called.</summary>
    public void RequireProvider()
    {
        // The stand-ins of tests and the dry run are always ready, and answer no real question.
        if (Clients.Where(static c => c.Provider.Name is not ("skills-test" or "dry-run")).DefaultIfEmpty(Clients[0]).All(static c => c.Provider.NotReady is not null))
        {
            throw new CliException(ExitCode.Provider, "No provider of models is ready. Set ANTHROPIC_API_KEY, OPENAI_API_KEY, GOOGLE_API_KEY, WATSONX_API_KEY or SKILLS_LOCAL_ENDPOINT, or add --dry to answer from the skill's examples without a model. 'skills doctor' says what is missing.");
        }
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();
}
