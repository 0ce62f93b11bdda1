using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Finding = System.ComponentModel.DataAnnotations.ValidationResult;

namespace Skills.Engine.Caching;

/// <summary>Checks the cache's settings when the host starts.</summary>
internal sealed class SkillCacheOptionsValidator : IValidateOptions<SkillsEngineOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SkillsEngineOptions options)
    {
        var findings = new List<Finding>();
        Validator.TryValidateObject(options.Cache, new(options.Cache), findings, validateAllProperties: true);

        List<string> sentences = [.. findings.Select(static f => $"Cache: {f.ErrorMessage}"), .. options.Cache.Check()];
        return sentences.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(sentences);
    }
}
