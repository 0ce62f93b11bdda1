namespace Skills.Jinja;

/// <summary>Templates in memory. Changes to the dictionary are seen by the next render.</summary>
/// <param name="templates">Sources by name. Not copied: code that changes it while templates render must make that safe.</param>
public sealed class JinjaMemoryLoader(IReadOnlyDictionary<string, string> templates) : IJinjaLoader
{
    /// <inheritdoc/>
    public IEnumerable<string> Names => templates.Keys;

    /// <inheritdoc/>
    public string? Load(string name) => templates.GetValueOrDefault(name);

    /// <inheritdoc/>
    public string? GetStamp(string name) => null;
}
