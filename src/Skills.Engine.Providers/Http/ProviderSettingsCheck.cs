using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Skills.Engine.Providers.Http;

/// <summary>
/// Checks the options of one provider when the engine's own are checked, so at start. A key that is missing does not stop the
/// host: other providers may answer. A setting that is wrong does. A change while the host runs is judged by the client alone.
/// </summary>
internal sealed class ProviderSettingsCheck<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(string instance, string section, Func<TOptions, string?> keyVariable, IOptionsMonitor<TOptions> options, IConfiguration configuration, bool tenantsHaveKeys)
    : IValidateOptions<SkillsEngineOptions>
    where TOptions : ModelProviderOptions
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SkillsEngineOptions engine)
    {
        var settings = options.Get(instance);
        List<string> problems = [.. ProviderProblems.Of(settings, $"SkillsEngine:Providers:{section}")];
        if (!tenantsHaveKeys && settings.ApiKey is null && keyVariable(settings) is { } variable && configuration[$"SkillsEngine:Providers:{section}:ApiKey"] is { } key && string.IsNullOrWhiteSpace(key)
            && ProviderKeys.WhyNotReady(settings, section, variable) is not null && settings.Deployments.All(static d => string.IsNullOrWhiteSpace(d.ApiKey)))
        {
            problems.Add($"SkillsEngine:Providers:{section}:ApiKey is empty. Give it the key, or remove it and set {variable}.");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
