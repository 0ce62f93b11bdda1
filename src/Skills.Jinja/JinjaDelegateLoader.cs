namespace Skills.Jinja;

/// <summary>Templates from a function.</summary>
/// <param name="load">Gives a source by name, or null.</param>
/// <param name="stamp">Gives a stamp that changes with the source; without it the source is loaded each time.</param>
public sealed class JinjaDelegateLoader(Func<string, string?> load, Func<string, string?>? stamp = null) : IJinjaLoader
{
    /// <inheritdoc/>
    public string? Load(string name) => load(name);

    /// <inheritdoc/>
    public string? GetStamp(string name) => stamp?.Invoke(name);
}
