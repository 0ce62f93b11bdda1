using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace Skills.Engine.Naming;

/// <summary>The host's configuration as a named engine sees it: its section in place of the engine's own, everything else as it is.</summary>
/// <param name="host">The host's configuration.</param>
/// <param name="section">The section of the named engine.</param>
internal sealed class EngineSection(IConfiguration host, string section) : IConfiguration
{
    private const string Own = SkillsEngineOptions.SectionName;

    /// <inheritdoc/>
    public string? this[string key]
    {
        get => host[Map(key)];
        set => host[Map(key)] = value;
    }

    /// <inheritdoc/>
    public IConfigurationSection GetSection(string key) => host.GetSection(Map(key));

    /// <inheritdoc/>
    public IEnumerable<IConfigurationSection> GetChildren() => host.GetChildren();

    /// <inheritdoc/>
    public IChangeToken GetReloadToken() => host.GetReloadToken();

    private string Map(string key) =>
        key.Equals(Own, StringComparison.OrdinalIgnoreCase) || key.StartsWith(Own + ":", StringComparison.OrdinalIgnoreCase) ? section + key[Own.Length..] : key;
}
