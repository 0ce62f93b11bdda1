namespace Skills.Jinja;

/// <summary>Finds the templates that others include, import or extend, in a place that is read asynchronously.</summary>
/// <remarks>Called by several renders at once. It is asked for names that <see cref="JinjaOptions.Loader"/> does not have.</remarks>
public interface IJinjaAsyncLoader
{
    /// <summary>Gets a template's source; null when there is none of that name.</summary>
    /// <param name="name">The name as the template writes it.</param>
    /// <param name="cancellationToken">The token of the render.</param>
    ValueTask<string?> LoadAsync(string name, CancellationToken cancellationToken);

    /// <summary>Gets a stamp that changes when the source does, so that a parsed template can be kept. Default null: the source is loaded and compared for each render.</summary>
    /// <param name="name">The name as the template writes it.</param>
    /// <param name="cancellationToken">The token of the render.</param>
    ValueTask<string?> GetStampAsync(string name, CancellationToken cancellationToken) => ValueTask.FromResult<string?>(null);
}
