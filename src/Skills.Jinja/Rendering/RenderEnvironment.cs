using Skills.Jinja.Builtins;
using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary>What all templates of an environment share while they are compiled and while they run. Immutable.</summary>
/// <param name="options">The environment's own copy.</param>
/// <param name="find">Loads and compiles a template by name; gives null when there is none.</param>
/// <param name="findAsync">The same, from the asynchronous loader.</param>
internal sealed class RenderEnvironment(
    JinjaOptions options, Func<string, CompiledTemplate?> find, Func<string, TimeSpan, CancellationToken, Task<CompiledTemplate?>> findAsync)
{
    internal JinjaOptions Options => options;

    internal HostTypes Types => options.Types;

    internal Library Library { get; } = new(options);

    /// <summary>Whether values print without escape or finalize unless autoescape says so.</summary>
    internal bool PrintsPlainly => options.Finalize is null && options.PrintStyle == JinjaPrintStyle.Python;

    internal CompiledTemplate? Find(string name) => find(name);

    internal Task<CompiledTemplate?> FindAsync(string name, TimeSpan most, CancellationToken cancellationToken) => findAsync(name, most, cancellationToken);

    internal bool Autoescapes(string? name) => options.AutoescapeFor?.Invoke(name) ?? options.Autoescape;
}
