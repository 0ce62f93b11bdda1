using Microsoft.Extensions.DependencyInjection;

namespace Skills.Engine.Naming;

/// <summary>What was registered for a named engine.</summary>
/// <param name="Name">Its name.</param>
internal sealed record NamedEngineParts(string Name)
{
    /// <summary>The section with the sections of all named engines.</summary>
    public const string Sections = SkillsEngineOptions.SectionName + ":Engines";

    /// <summary>Longest name, so that it fits into the prefix of cache keys.</summary>
    public const int LongestName = 24;

    /// <summary>Gets the section that its options are bound from.</summary>
    public string Section => $"{Sections}:{Name}";

    /// <summary>Gets the services of the host that its parts use; the host disposes them.</summary>
    public List<Type> Shared { get; } = [];

    /// <summary>Gets the engine's own services.</summary>
    public IServiceCollection Services { get; } = new ServiceCollection();
}
