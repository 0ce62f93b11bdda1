using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Skills.Engine.Settings;

/// <summary>
/// Checks the text of the engine's configuration before it is bound: unknown keys, and values that cannot be read. Registered
/// before the binder, whose exceptions name types instead of what to write.
/// </summary>
internal sealed class SettingsCheck(IConfiguration configuration, IEnumerable<KnownSettings> known) : IConfigureOptions<SkillsEngineOptions>
{
    /// <inheritdoc/>
    public void Configure(SkillsEngineOptions options)
    {
        var problems = new SettingsReader(configuration, SkillsEngineOptions.SectionName, KnownSettings.Tree(known)).Read();
        if (problems.Count > 0)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(SkillsEngineOptions), problems);
        }
    }
}

/// <summary>Checks the text of a section before the options of an adapter are bound from it.</summary>
internal sealed class SettingsCheck<TOptions>(IConfiguration configuration, IEnumerable<KnownSettings> known, CheckedSection<TOptions> section) : IConfigureOptions<TOptions>
    where TOptions : class
{
    /// <inheritdoc/>
    public void Configure(TOptions options)
    {
        var problems = new SettingsReader(configuration, SkillsEngineOptions.SectionName, KnownSettings.Tree(known)).Read(section.Path);
        if (problems.Count > 0)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(TOptions), problems);
        }
    }
}

/// <summary>The section that options are bound from.</summary>
/// <param name="Path">Its place below the engine's section.</param>
internal sealed record CheckedSection<TOptions>(string Path);
