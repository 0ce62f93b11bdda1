namespace Skills.Engine;

/// <summary>A provider that can be asked which models it has, such as a server of one's own. Implement it beside <see cref="IModelClient"/>; it must be thread-safe.</summary>
public interface IModelSource
{
    /// <summary>Returns the models of the server, in place of those that the catalog has for the provider; null leaves the catalog's.</summary>
    /// <param name="cancellationToken">Ends the question; its deadline is a few seconds.</param>
    /// <exception cref="ModelException">The server cannot be asked. The catalog's models are kept.</exception>
    Task<IReadOnlyList<ModelDefinition>?> ListModelsAsync(CancellationToken cancellationToken);
}
