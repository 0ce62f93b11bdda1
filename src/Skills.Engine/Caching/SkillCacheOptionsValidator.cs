using Microsoft.Extensions.Options;
using Skills.Engine.Settings;

namespace Skills.Engine.Caching;

/// <summary>Checks the cache's settings when the host starts.</summary>
internal sealed class SkillCacheOptionsValidator : IValidateOptions<SkillsEngineOptions>
{
    private const string Section = SkillsEngineOptions.SectionName + ":Cache";

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SkillsEngineOptions options)
    {
        List<string> sentences =
        [
            .. SettingRanges.Of(options.Cache, Section),
            .. SettingRanges.Of(options.Cache.Semantic, Section + ":Semantic"),
            .. options.Cache.Check().Select(static f => $"{SkillsEngineOptions.SectionName}:{f}"),
        ];
        return sentences.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(sentences);
    }
}
